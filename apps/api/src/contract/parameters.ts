import { exampleOf, type JsonSchema } from "./example.ts";

/** The parameters that a schema of an object tells of. */
export function parametersIn(place: "path" | "query" | "header", schema: JsonSchema | undefined): JsonSchema[] {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([field, { description, examples, ...rest }]) => {
    const given = { ...rest, ...(examples ? { examples } : {}) };
    return {
      name: place === "header" ? headerName(field) : field,
      in: place,
      required: required.includes(field),
      ...(description ? { description } : {}),
      ...withExample(rest, exampleOf(given), required.includes(field)),
    };
  });
}

/** A page on which calls can be tried fills in what is an `example`, and would ask for the example's page of the example's user. */
const withExample = (schema: JsonSchema, example: unknown, isRequired: boolean) =>
  isRequired ? { schema, example } : { schema: { ...schema, examples: [example] } };

/** As it is written: `Idempotency-Key`. */
const headerName = (field: string) => field.replace(/(^|-)\w/g, (letter) => letter.toUpperCase());
