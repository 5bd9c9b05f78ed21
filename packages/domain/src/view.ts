import type { z } from "zod";

/**
 * A row as clients see it: only the fields that the view names, in snake_case, with times as ISO strings.
 * What a view does not name cannot leak.
 */
export function viewOf<View extends z.ZodObject>(view: View, row: object): z.infer<View> {
  const seen: Record<string, unknown> = {};
  for (const [name, column] of columnsOf(view)) seen[name] = asJson((row as Record<string, unknown>)[column]);
  return seen as z.infer<View>;
}

/** A view's fields, and the row's names for them. */
const known = new WeakMap<z.ZodObject, [name: string, column: string][]>();

function columnsOf(view: z.ZodObject) {
  const columns = known.get(view) ?? Object.keys(view.shape).map((name): [string, string] => [name, camelCase(name)]);
  known.set(view, columns);
  return columns;
}

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const asJson = (value: unknown) => (value instanceof Date ? value.toISOString() : (value ?? null));
