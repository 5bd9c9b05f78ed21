/** What is asked of the API, made once and sent as often as it takes. */
import type { WriteOptions } from "../options.ts";
import type { Answer } from "./attempt.ts";

export interface Call {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the API's URL, with its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body?: string;
  /** Have the server answer when the job is done, as far as an attempt has the time (RFC 7240). */
  waits?: true;
  /** The job that an answer says is not done yet: then the same is asked again. */
  pending?(answer: Answer): string | undefined;
}

type Query = Record<string, string | number | undefined>;

const PREFIX = "/api/v1";

export const get = (path: string, query: Query = {}): Call => ({ method: "GET", path: PREFIX + path + searchOf(query), headers: {} });

/** With an Idempotency-Key, so that however often it is sent, the server does it once. */
export const post = (path: string, body: object | undefined, { idempotencyKey = newKey() }: WriteOptions = {}): Call =>
  withBody({ method: "POST", path: PREFIX + path, headers: { "idempotency-key": idempotencyKey } }, body);

/** Repeated, it leaves things as they are; where the server then speaks of a conflict, `unlessAsAsked` looks whether there is one. */
export const patch = (path: string, body: object): Call => withBody({ method: "PATCH", path: PREFIX + path, headers: {} }, body);
export const remove = (path: string, body?: object): Call => withBody({ method: "DELETE", path: PREFIX + path, headers: {} }, body);

export const withHeaders = (call: Call, headers: Record<string, string>): Call => ({ ...call, headers: { ...call.headers, ...headers } });

const withBody = (call: Call, body: object | undefined): Call =>
  body === undefined ? call : { ...withHeaders(call, { "content-type": "application/json" }), body: JSON.stringify(body) };

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value));
  return search.size === 0 ? "" : `?${search}`;
}

/** Not `crypto.randomUUID`: browsers have that on pages from https only. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
