/** Creates sessions, many at the same time, each to expire at a second of its own. Prints their ids. */
import { Assent } from "@assent/client";

const { ASSENT_URL = "", COUNT = "1", AT_ONCE = "100", USER = "", CONSENT = "", KEYLESS } = process.env;
const START = Date.parse("2030-01-01T00:00:00Z");

/** What a client would be that has no keys. */
const keyless: typeof fetch = (url, init) => {
  const { "idempotency-key": _, ...headers } = (init?.headers ?? {}) as Record<string, string>;
  return fetch(url, { ...init, headers });
};

const assent = new Assent({ baseUrl: ASSENT_URL, attemptTimeoutMs: 3_000, ...(KEYLESS ? { fetch: keyless } : {}) });
const waiting = Array.from({ length: Number(COUNT) }, (_, i) => i);
const created: string[] = [];

async function createUntilNoneIsLeft(): Promise<void> {
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    const expires_at = new Date(START + i * 1_000).toISOString();
    const body = { user_id: USER, consent_id: CONSENT, sportsbook: "test_sportsbook", session_data: `token-${i}`, expires_at };
    created.push((await assent.sessions.create(body)).id);
  }
}

await Promise.all(Array.from({ length: Number(AT_ONCE) }, createUntilNoneIsLeft));
console.log(JSON.stringify({ version: process.version, created }));
