/** The API's routes, as its own OpenAPI document tells them. */
import type { AnyJson } from "@assent/testkit";
import type { Client } from "./client.ts";
import { type Contract, resolved } from "./contract.ts";

export interface Operation {
  /** `/api/v1/sessions/{id}` */
  path: string;
  /** `GET` */
  method: string;
  query: string[];
  headers: string[];
  bodyFields: string[];
  /** The body of its example. */
  example: AnyJson;
  /** Undefined for those that need no token. */
  scope: string | undefined;
  owner: "body" | "query" | "object" | "fleet" | undefined;
}

export const readDocument = async (client: Client): Promise<AnyJson> => (await client.get("//api/docs")).body;

export const operationsOf = async (client: Client): Promise<Operation[]> => operationsIn(await readDocument(client));

export function operationsIn(contract: Contract): Operation[] {
  return Object.entries<AnyJson>(contract.paths).flatMap(([path, methods]) =>
    Object.entries<AnyJson>(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      query: parametersIn("query", operation),
      headers: parametersIn("header", operation),
      bodyFields: fieldsOf(resolved(contract, operation.requestBody?.content["application/json"].schema)),
      example: operation.requestBody?.content["application/json"].example,
      scope: operation.security?.[0]?.bearer[0],
      owner: operation["x-owner"],
    })),
  );
}

const parametersIn = (place: string, { parameters = [] }: AnyJson): string[] =>
  parameters.filter((parameter: AnyJson) => parameter.in === place).map(({ name }: AnyJson) => name);

const fieldsOf = (schema: AnyJson): string[] => Object.keys(schema?.properties ?? {});

/** The same path with an id in it. */
export const pathWith = (path: string, id: string) => path.replace("{id}", id);
