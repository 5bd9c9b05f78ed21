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
  const token = await unlessEnded(how.tokens.current(), how);
  if (token instanceof Hindrance) return token;
  const result = await send(call, token, how);
  if (result instanceof Hindrance || result.status !== 401) return result;
  const other = await unlessEnded(how.tokens.insteadOf(token), how);
  if (other instanceof Hindrance) return other;
  return other === token ? result : send(call, other, how);
}

/** Whoever gives out tokens may be as silent as a server; then the next attempt asks anew. @throws what the giver has thrown */
async function unlessEnded(token: Promise<string | undefined>, { signal, tokens }: Pick<Attempt<unknown>, "signal" | "tokens">) {
  let end = () => {};
  const ended = new Promise<Hindrance>((resolve) => {
    end = () => resolve(new Hindrance(signal.reason));
  });
  signal.addEventListener("abort", end, { once: true });
  const first = await Promise.race([token, ended]).finally(() => signal.removeEventListener("abort", end));
  if (first instanceof Hindrance) tokens.forget();
  return first;
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
