import { PROBLEMS } from "@assent/domain";
import type { AnyJson } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { checkerOf, contractIn, resolved } from "../support/contract.ts";

const contract = contractIn("openapi.json");
const operations = Object.entries<AnyJson>(contract.paths).flatMap(([path, methods]) =>
  Object.entries<AnyJson>(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
);
const resolve = (value: AnyJson) => resolved(contract, value);
const faultOf = checkerOf(contract);

const parametersOf = ({ name, parameters = [] }: AnyJson): [string, AnyJson, unknown][] =>
  parameters.map((one: AnyJson) => [`${name} ${one.in} ${one.name}`, one.schema, one.example ?? one.schema.examples?.[0]]);

const mediaOf = (name: string, { content = {} }: AnyJson): [string, AnyJson, unknown][] =>
  Object.entries<AnyJson>(content).flatMap(([type, { schema, example, examples = { its: { value: example } } }]) =>
    Object.entries<AnyJson>(examples).map(([which, { value }]): [string, AnyJson, unknown] => [`${name} ${type} ${which}`, schema, value]),
  );

const EXAMPLES = [
  ...operations.flatMap(parametersOf),
  ...operations.flatMap(({ name, requestBody = {} }) => mediaOf(`${name} body`, requestBody)),
  ...operations.flatMap(({ name, responses }) =>
    Object.entries<AnyJson>(responses).flatMap(([status, answer]) => mediaOf(`${name} ${status}`, resolve(answer))),
  ),
  ...Object.entries<AnyJson>(contract.components.schemas).map(([name, schema]): [string, AnyJson, unknown] => [
    name,
    schema,
    schema.examples?.[0],
  ]),
];

describe("the contract", () => {
  it("has an example for every parameter, body, answer and named schema, and each keeps its schema", () => {
    expect(EXAMPLES.length).toBeGreaterThan(400);
    const wrong = EXAMPLES.flatMap(([name, schema, example]) => {
      const fault = example === undefined ? "no example" : faultOf(schema, example);
      return fault ? [`${name}: ${fault}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("names each operation once, in camelCase", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.filter((id, i) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id) || ids.indexOf(id) !== i)).toEqual([]);
  });

  it("says each status that a call answers with, and which problems", () => {
    for (const { name, responses } of operations) {
      for (const [status, answer] of Object.entries<AnyJson>(responses)) {
        expect(status, name).toMatch(/^[1-5]\d\d$/);
        const types = Object.keys(resolve(answer).content?.["application/problem+json"]?.examples ?? {});
        if (Number(status) >= 400) expect(types.length, `${name} ${status}`).toBeGreaterThan(0);
        for (const type of types) expect(PROBLEMS, name).toHaveProperty(type);
      }
    }
  });

  it("names what it is about, so that a generator's types have names", () => {
    const words = ["Session", "Consent", "Job", "Worker", "Kind", "AuditLog", "Problem", "NewSession", "NewConsent", "JobOperation"];
    expect(Object.keys(contract.components.schemas)).toEqual(expect.arrayContaining(words));
    const answered = JSON.stringify(contract.paths["/api/v1/sessions/{id}"]?.["get"].responses["200"].content);
    expect(answered).toContain('"session":{"$ref":"#/components/schemas/Session"}');
  });
});
