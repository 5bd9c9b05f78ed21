/** The API's routes, as its own OpenAPI document tells them. */
import type { AnyJson } from "@assent/testkit";
import type { Client } from "./client.ts";

export interface Operation {
  /** `/api/v1/sessions/{id}` */
  path: string;
  /** `GET` */
  method: string;
  query: string[];
  headers: string[];
  bodyFields: string[];
}

export const readDocument = async (client: Client): Promise<AnyJson> => (await client.get("//api/docs")).body;

export async function operationsOf(client: Client): Promise<Operation[]> {
  const { paths } = await readDocument(client);
  return Object.entries<AnyJson>(paths).flatMap(([path, methods]) =>
    Object.entries<AnyJson>(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      query: parametersIn("query", operation),
      headers: parametersIn("header", operation),
      bodyFields: fieldsOf(operation.requestBody?.content?.["application/json"]?.schema),
    })),
  );
}

const parametersIn = (place: string, { parameters = [] }: AnyJson): string[] =>
  parameters.filter((parameter: AnyJson) => parameter.in === place).map(({ name }: AnyJson) => name);

const fieldsOf = (schema: AnyJson): string[] => Object.keys(schema?.properties ?? schema?.anyOf?.[0]?.properties ?? {});

/** The same path with an id in it. */
export const pathWith = (path: string, id: string) => path.replace("{id}", id);
