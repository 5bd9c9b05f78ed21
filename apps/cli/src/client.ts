/** The API as the commands use it. What it answers is typed, what it refuses is a Failure that says what to do. */
import type { Problem } from "@assent/domain";
import { Failure } from "./failure.ts";

export type Query = Record<string, string | number | undefined>;

export interface ApiClient {
  url: string;
  get<Answer>(path: string, query?: Query): Promise<Answer>;
  post<Answer>(path: string, body?: object): Promise<Answer>;
  patch<Answer>(path: string, body: object): Promise<Answer>;
  delete<Answer>(path: string): Promise<Answer>;
}

const ANSWER_WITHIN_MS = 30_000;

/** @param path below /api/v1, or below the root when it starts with `//` */
export function apiClient({ ASSENT_URL, ASSENT_TOKEN } = process.env as { ASSENT_URL?: string; ASSENT_TOKEN?: string }): ApiClient {
  const url = (ASSENT_URL || "http://localhost:3000").replace(/\/+$/, "");
  const authorization: Record<string, string> = ASSENT_TOKEN ? { authorization: `Bearer ${ASSENT_TOKEN}` } : {};

  async function call<Answer>(method: string, path: string, { body, query = {} }: { body?: object; query?: Query } = {}): Promise<Answer> {
    const target = addressOf(url, path, query);
    const content = body ? { body: JSON.stringify(body), headers: { ...authorization, "content-type": "application/json" } } : {};
    const response = await fetch(target, {
      method,
      headers: authorization,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...content,
    }).catch((error: unknown) => unreachable(url, error));
    const answer: unknown = await response.json().catch(() => undefined);
    if (typeof answer !== "object" || answer === null)
      throw new Failure("unreachable", `What answers at ${url} is not Assent. Set ASSENT_URL.`);
    if (!response.ok) throw failureOf(answer as Problem);
    return answer as Answer;
  }

  return {
    url,
    get: (path, query = {}) => call("GET", path, { query }),
    post: (path, body) => call("POST", path, body ? { body } : {}),
    patch: (path, body) => call("PATCH", path, { body }),
    delete: (path) => call("DELETE", path),
  };
}

function addressOf(url: string, path: string, query: Query): URL {
  const target = URL.parse(path.startsWith("//") ? url + path.slice(1) : `${url}/api/v1${path}`);
  if (!target) throw new Failure("usage", `ASSENT_URL is not a URL: ${url}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, String(value));
  return target;
}

function unreachable(url: string, error: unknown): never {
  const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const why = name === "TimeoutError" ? `no answer within ${ANSWER_WITHIN_MS / 1_000} s` : (cause?.code ?? cause?.message ?? name);
  throw new Failure("unreachable", `Nothing answers at ${url} (${why}). Start Assent with npm start, or set ASSENT_URL.`);
}

const MINT = 'ASSENT_TOKEN=$(npm run --silent assent -- token --sub ops --scope "jobs:read jobs:write workers:read ...")';

function failureOf({ status, detail, title }: Problem): Failure {
  const said = detail ?? title;
  if (status === 401) return new Failure("refused", `${said}\nSet ASSENT_TOKEN; to mint a token: ${MINT}`);
  if (status === 403) return new Failure("refused", said);
  if (status === 404) return new Failure("notFound", said);
  if (status === 409 || status === 412) return new Failure("refused", said);
  if (status === 400 || status === 422) return new Failure("usage", said);
  if (status === 503) return new Failure("unreachable", `${said} Try again in a moment.`);
  return new Failure("failed", `${said ?? "The API failed"} (${status})`);
}
