/** A small HTTP client that shows everything an answer has. */
import type { AnyJson } from "@assent/testkit";
export interface Answer {
  status: number;
  headers: Headers;
  body: AnyJson;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Any method. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same client with these headers on every call. */
  with(headers: Record<string, string>): Client;
}

const PREFIX = "/api/v1";

/** Paths are below /api/v1, but for those that start with `//`, which are below the root. */
export function clientOf(url: string, always: Record<string, string> = {}): Client {
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const target = url + (path.startsWith("//") ? path.slice(1) : PREFIX + path);
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(target, { method, headers: { ...type, ...always, ...headers }, ...content });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : parsed(text) };
  }
  return {
    get: (path, headers) => call("GET", path, undefined, headers),
    post: (path, body, headers) => call("POST", path, body, headers),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    send: call,
    delete: (path, headers) => call("DELETE", path, undefined, headers),
    with: (headers) => clientOf(url, { ...always, ...headers }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
