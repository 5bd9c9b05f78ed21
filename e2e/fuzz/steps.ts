/** Any call of the contract, by anybody. */
import type { AnyJson } from "@assent/testkit";
import fc, { type Arbitrary } from "fast-check";
import type { Contract } from "../support/contract.ts";
import { valueFor } from "./values.ts";

export const CALLERS = ["user", "other", "service", "scopeless", "nobody"] as const;

export interface Step {
  caller: (typeof CALLERS)[number];
  method: string;
  /** As the contract has it: `/api/v1/sessions/{id}`. */
  path: string;
  parameters: { name: string; in: string; value: unknown }[];
  body: unknown;
}

/** Where any value would mostly be wrong, or make a client wait. */
const CHOSEN: Record<string, Arbitrary<unknown>> = {
  kind: fc.constantFrom("session.create", "session.renew", "consent.check", "no.such"),
  Prefer: fc.constantFrom("respond-async", "wait=1", "wait=0", "handling=lenient"),
  "Idempotency-Key": fc.constantFrom("one", "two", "three", "with blanks in it"),
  "If-Match": fc.constantFrom("*", '"1-active"', '"2-revoked"', "nonsense"),
};

export function stepOf(contract: Contract): Arbitrary<Step> {
  const calls = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const caller = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("user", "service") },
    { weight: 1, arbitrary: fc.constantFrom(...CALLERS) },
  );
  return fc.oneof(
    ...calls.map(({ path, method, operation }) =>
      fc.record({
        caller: caller as Arbitrary<Step["caller"]>,
        method: fc.constant(method),
        path: fc.constant(path),
        parameters: parametersOf(contract, operation, sortIn(path)),
        body: bodyOf(contract, operation),
      }),
    ),
  );
}

/** `session` for `/api/v1/sessions/{id}`. */
const sortIn = (path: string) => (path.split("/")[3] ?? "").replace(/s$/, "").replace("-", "_");

function parametersOf(contract: Contract, { parameters = [] }: AnyJson, sort: string): Arbitrary<Step["parameters"]> {
  const each = parameters.map(({ name, in: place, required, schema }: AnyJson) => {
    const given = fc.record({
      name: fc.constant(name),
      in: fc.constant(place),
      value: CHOSEN[name] ?? valueFor(contract, schema, name === "id" ? sort : name),
    });
    return required ? given : fc.option(given, { freq: 2, nil: undefined });
  });
  return fc.tuple(...each).map((all) => all.filter((one) => one !== undefined) as Step["parameters"]);
}

function bodyOf(contract: Contract, { requestBody }: AnyJson): Arbitrary<unknown> {
  if (!requestBody) return fc.constant(undefined);
  const { schema, example } = requestBody.content["application/json"];
  return fc.oneof({ weight: 1, arbitrary: fc.constant(example) }, { weight: 3, arbitrary: valueFor(contract, schema) });
}
