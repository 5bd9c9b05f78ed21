/** Plays steps against a system, and holds each answer against the contract. */
import type { AnyJson } from "@assent/testkit";
import { type Contract, checkerOf, resolved } from "../support/contract.ts";
import type { Step } from "./steps.ts";
import { KNOWN } from "./values.ts";

/** A stream goes on until its job has settled, and a job of a paused kind does not. */
const LONGEST_STREAM_MS = 2_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Player {
  /** @throws Error that says what the answer is by which the contract is broken */
  play(step: Step): Promise<void>;
  /** How often each status was answered. */
  statuses: Map<number, number>;
}

/** @param tokens the headers of each caller @param ids what is known at the start, as an answer would tell it */
export function playerOf(contract: Contract, url: string, tokens: Record<Step["caller"], Record<string, string>>, ids: object): Player {
  const faultOf = checkerOf(contract);
  const statuses = new Map<number, number>();
  const told = new Map<string, Set<string>>();
  learn(told, ids);

  const withIds = (text: string) => text.replace(KNOWN, (_, sort: string, n: string) => idFrom(told.get(sort) ?? new Set(), Number(n)));

  async function play(step: Step) {
    const { method, path, headers, body } = requestOf(step);
    const response = await fetch(url + withIds(path), {
      method,
      headers: { ...headers, ...tokens[step.caller], connection: "close" },
      signal: AbortSignal.timeout(LONGEST_STREAM_MS * 10),
      ...(body === undefined ? {} : { body: withIds(body) }),
    });
    const { status } = response;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
    if (type === "text/event-stream") return void (await response.body?.cancel());
    const text = await response.text();
    const fault = faultIn(step, status, type, text);
    if (fault) throw new Error(`${step.method} ${withIds(path)} as ${step.caller} with ${body} was answered ${status}: ${fault}`);
    if (text) learn(told, JSON.parse(text));
  }

  function faultIn({ path, method }: Step, status: number, type: string, text: string): string | undefined {
    if (status === 500) return text;
    const answer = resolved(contract, contract.paths[path]?.[method.toLowerCase()].responses[status]);
    if (!answer) return `the contract has no such status; ${text}`;
    if (!answer.content) return text === "" ? undefined : `the contract has no body here; ${text}`;
    const media = answer.content[type];
    return media ? faultOf(media.schema, JSON.parse(text)) : `the contract has no ${type} here`;
  }

  return { play, statuses };
}

const idFrom = (some: Set<string>, n: number) => [...some][n % some.size] ?? "0192a000-0000-7000-8000-000000000bad";

/** Notes ids by what they are of: that of a `session`, of one in `sessions`, and every `session_id`. */
function learn(told: Map<string, Set<string>>, answer: unknown, within = "") {
  if (typeof answer !== "object" || answer === null) return;
  for (const [key, value] of Object.entries(answer)) {
    if (typeof value !== "string") learn(told, value, Array.isArray(answer) ? within.replace(/s$/, "") : key);
    else if (UUID.test(value)) {
      const sort = key === "id" ? within : key.replace(/_id$/, "");
      told.set(sort, (told.get(sort) ?? new Set()).add(value));
    }
  }
}

function requestOf({ method, path, parameters, body }: Step) {
  const inPlace = (place: string) => parameters.filter((one) => one.in === place);
  const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const escaped = (value: unknown) => encodeURIComponent(asText(value).toWellFormed()).replaceAll("%40", "@").replaceAll("%3A", ":");
  const at = inPlace("path").reduce((url, { name, value }) => url.replace(`{${name}}`, escaped(value) || "-"), path);
  const query = inPlace("query").map(({ name, value }) => `${name}=${escaped(value)}`);
  const headers = inPlace("header").map(({ name, value }) => [name, asText(value).replace(/[^\x20-\x7e]/g, "?")]);
  return {
    method,
    path: query.length > 0 ? `${at}?${query.join("&")}` : at,
    headers: Object.fromEntries(body === undefined ? headers : [...headers, ["content-type", "application/json"]]) as Record<
      string,
      string
    >,
    body: body === undefined ? undefined : JSON.stringify(body as AnyJson),
  };
}
