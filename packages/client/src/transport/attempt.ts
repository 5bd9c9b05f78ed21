/** One attempt at a call, and one more with a new token if the first was refused. */
import { type Call, withHeaders } from "./call.ts";
import { Hindrance } from "./hindrance.ts";
import type { TokenSource } from "./token.ts";

export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Attempt<Result> {
  fetch: typeof fetch;
  baseUrl: string;
  tokens: TokenSource;
  /** Ends it. */
  signal: AbortSignal;
  read(response: Response): Promise<Result>;
}

/** @returns a hindrance if the answer was lost: the server may have done what was asked all the same */
export async function attempt<Result extends { status: number }>(call: Call, how: Attempt<Result>): Promise<Result | Hindrance> {
  const token = await how.tokens.current();
  const result = await send(call, token, how);
  if (result instanceof Hindrance || result.status !== 401) return result;
  const other = await how.tokens.insteadOf(token);
  return other === token ? result : send(call, other, how);
}

async function send<Result>(call: Call, token: string | undefined, { fetch, baseUrl, signal, read }: Attempt<Result>) {
  const { method, path, headers, body } = token === undefined ? call : withHeaders(call, { authorization: `Bearer ${token}` });
  try {
    return await read(await fetch(baseUrl + path, { method, headers, signal, ...(body === undefined ? {} : { body }) }));
  } catch (cause) {
    return new Hindrance(cause);
  }
}

/** Reads an answer to its end; what is no success stays text. @throws if the connection breaks before that */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers, ok } = response;
  const text = await response.text();
  return { status, headers, body: ok ? JSON.parse(text) : text };
}
