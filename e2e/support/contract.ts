/** The contracts in docs/, and whether a value keeps a schema of one. */
import { readFileSync } from "node:fs";
import type { AnyJson } from "@assent/testkit";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export interface JsonSchema {
  [keyword: string]: unknown;
}

export interface Contract {
  paths: Record<string, Record<string, AnyJson>>;
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, AnyJson> };
}

const DOCS = new URL("../../docs/", import.meta.url);

export const contractIn = (name: "openapi.json" | "openapi.released.json"): Contract =>
  JSON.parse(readFileSync(new URL(name, DOCS), "utf8"));

/** What a reference refers to, or the value itself. */
export const resolved = (contract: Contract, value: AnyJson): AnyJson =>
  typeof value?.$ref === "string"
    ? value.$ref
        .slice(2)
        .split("/")
        .reduce((at: AnyJson, key: string) => at[key], contract)
    : value;

/** @returns what is wrong with a value by a schema of this contract; undefined, if nothing is */
export function checkerOf(contract: Contract): (schema: JsonSchema, value: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(contract, "contract");
  const known = new Map<string, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    const text = JSON.stringify(schema);
    const check = known.get(text) ?? ajv.compile(JSON.parse(text.replaceAll('"#/', '"contract#/')));
    known.set(text, check);
    return check(value) ? undefined : `${ajv.errorsText(check.errors)} in ${JSON.stringify(value)}`;
  };
}
