/** Steady load: sessions are posted one by one, each under its own name, by a client that does what Retry-After says. */
import { setTimeout as delay } from "node:timers/promises";
import { newSession } from "../../support/requests.ts";

export interface Load {
  /** How many POSTs got each status, the repeated ones included. `0` is a connection that broke. */
  statuses: Map<number, number>;
  /** 503s that did not say when to come back: there must be none. */
  withoutRetryAfter: number;
  /** The names under which a session was accepted. */
  accepted: Set<string>;
  /** The longest that a client had to wait for its session, in ms. */
  slowestMs: number;
}

export interface LoadOptions {
  sessions: number;
  /** Clients at once. */
  clients: number;
  /** How long each client rests between two sessions, in ms. */
  pauseMs: number;
  /** A repeated POST carries its Idempotency-Key, as a careful client's does. */
  idempotent?: boolean;
}

const PATIENCE_MS = 60_000;

export function startLoad(url: string, name: string, options: LoadOptions): { load: Load; done: Promise<void> } {
  const load: Load = { statuses: new Map(), withoutRetryAfter: 0, accepted: new Set(), slowestMs: 0 };
  let next = 0;

  async function client() {
    while (next < options.sessions) {
      const sportsbook = `${name}_${next++}`;
      await postUntilAccepted(url, sportsbook, options, load);
      await delay(options.pauseMs * (0.5 + Math.random()));
    }
  }

  const done = Promise.all(Array.from({ length: options.clients }, client)).then(() => undefined);
  return { load, done };
}

async function postUntilAccepted(url: string, sportsbook: string, { idempotent = false }: LoadOptions, load: Load) {
  const start = performance.now();
  const key: Record<string, string> = idempotent ? { "idempotency-key": sportsbook } : {};
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", ...key },
    body: JSON.stringify(newSession({ sportsbook })),
  };
  while (performance.now() - start < PATIENCE_MS) {
    const answer = await fetch(`${url}/api/v1/sessions`, request).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    const status = answer?.status ?? 0;
    load.statuses.set(status, (load.statuses.get(status) ?? 0) + 1);
    if (status === 201 || status === 202) {
      load.accepted.add(sportsbook);
      load.slowestMs = Math.max(load.slowestMs, Math.round(performance.now() - start));
      return;
    }
    if (status !== 503) return;
    const seconds = answer?.headers.get("retry-after");
    if (seconds === null) load.withoutRetryAfter++;
    await delay(1_000 * Number(seconds ?? 1));
  }
}
