/** The API's routes, as its own OpenAPI document tells them. */
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

// biome-ignore lint/suspicious/noExplicitAny: a document of whatever shape came
type Document = any;

export const readDocument = async (client: Client): Promise<Document> => (await client.get("//api/docs")).body;

export async function operationsOf(client: Client): Promise<Operation[]> {
  const { paths } = await readDocument(client);
  return Object.entries<Document>(paths).flatMap(([path, methods]) =>
    Object.entries<Document>(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      query: parametersIn("query", operation),
      headers: parametersIn("header", operation),
      bodyFields: fieldsOf(operation.requestBody?.content?.["application/json"]?.schema),
    })),
  );
}

const parametersIn = (place: string, { parameters = [] }: Document): string[] =>
  parameters.filter((parameter: Document) => parameter.in === place).map(({ name }: Document) => name);

const fieldsOf = (schema: Document): string[] => Object.keys(schema?.properties ?? schema?.anyOf?.[0]?.properties ?? {});

/** The same path with an id in it. */
export const pathWith = (path: string, id: string) => path.replace("{id}", id);
