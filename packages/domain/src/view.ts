import type { z } from "zod";

/**
 * A row as clients see it: only the fields that the view names, in snake_case, with times as ISO strings.
 * What a view does not name cannot leak.
 */
export function viewOf<View extends z.ZodObject>(view: View, row: object): z.infer<View> {
  const fields = Object.keys(view.shape).map((name) => [name, asJson((row as Record<string, unknown>)[camelCase(name)])]);
  return Object.fromEntries(fields);
}

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const asJson = (value: unknown) => (value instanceof Date ? value.toISOString() : (value ?? null));
