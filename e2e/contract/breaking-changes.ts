/** What a client that was made for one contract would trip over in the next. */

import type { Contract, JsonSchema } from "../support/contract.ts";
import { narrowings } from "./narrowings.ts";

interface Media {
  content?: Record<string, { schema: JsonSchema }>;
}

interface Described {
  operationId: string;
  security?: { bearer?: string[] }[];
  "x-owner"?: string;
  parameters?: { name: string; in: string; required?: boolean; schema: JsonSchema }[];
  requestBody?: Media & { required?: boolean };
  responses: Record<string, Media>;
}

/** @returns one sentence for each, which names the operation and the place; none, if every client goes on working */
export function breakingChanges(before: Contract, after: Contract): string[] {
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, was]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const is = after.paths[path]?.[method];
      if (!is) return [`${name} is gone`];
      return operationChanges(before, after, was as unknown as Described, is as unknown as Described).map((what) => `${name}: ${what}`);
    }),
  );
}

function operationChanges(before: Contract, after: Contract, was: Described, is: Described): string[] {
  const scopes = (operation: Described) => (operation.security ?? []).flatMap(({ bearer = [] }) => bearer).join(" ");
  return [
    ...(was.operationId === is.operationId ? [] : [`its operationId was ${was.operationId} and is ${is.operationId}`]),
    ...(scopes(was) === scopes(is) ? [] : [`its scope was "${scopes(was)}" and is "${scopes(is)}"`]),
    ...(was["x-owner"] === is["x-owner"] ? [] : [`its owner was ${was["x-owner"]} and is ${is["x-owner"]}`]),
    ...parameterChanges(before, after, was, is),
    ...bodyChanges(before, after, was, is),
    ...answerChanges(before, after, was, is),
  ];
}

function parameterChanges(before: Contract, after: Contract, { parameters: were = [] }: Described, { parameters: are = [] }: Described) {
  const key = (one: { name: string; in: string }) => `the ${one.in} parameter ${one.name}`;
  const old = new Map(were.map((one) => [key(one), one]));
  const gone = [...old.keys()].filter((name) => !are.some((one) => key(one) === name)).map((name) => `${name} is gone`);
  const others = are.flatMap((is) => {
    const was = old.get(key(is));
    const needed = is.required && !was?.required ? [`${key(is)} is required now`] : [];
    return was
      ? [...needed, ...narrowings("sent", { document: before, schema: was.schema }, { document: after, schema: is.schema }, key(is))]
      : needed;
  });
  return [...gone, ...others];
}

function bodyChanges(before: Contract, after: Contract, { requestBody: was }: Described, { requestBody: is }: Described): string[] {
  const needed = is?.required && !was?.required ? ["a body is required now"] : [];
  return was ? [...needed, ...mediaChanges("sent", before, after, was, is ?? {}, "the body")] : needed;
}

function answerChanges(before: Contract, after: Contract, { responses: were }: Described, { responses: are }: Described): string[] {
  return Object.entries(were).flatMap(([status, was]) => {
    const is = are[status];
    return is
      ? mediaChanges("answered", before, after, resolved(before, was), resolved(after, is), `the answer ${status}`)
      : [`the answer ${status} is gone`];
  });
}

function mediaChanges(way: "sent" | "answered", before: Contract, after: Contract, was: Media, is: Media, place: string): string[] {
  return Object.entries(was.content ?? {}).flatMap(([type, { schema }]) => {
    const now = is.content?.[type];
    if (!now) return [`${place} is not ${type} any more`];
    return narrowings(way, { document: before, schema }, { document: after, schema: now.schema }, place);
  });
}

function resolved({ components }: Contract, response: Media & { $ref?: string }): Media {
  return response.$ref ? (components.responses[response.$ref.split("/").at(-1) ?? ""] as Media) : response;
}
