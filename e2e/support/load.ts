/** Clients that go on sending, whatever is answered, as those of a fleet in trouble do. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "@assent/testkit";
import type { Answer, Client } from "./client.ts";
import { newSession } from "./requests.ts";

export interface Load {
  /** The ids of the jobs whose acceptance was answered. */
  accepted: string[];
  /** What else was answered, by status; 0 if nothing was. */
  refused: Record<number, number>;
  /** Resolves when so many more have been accepted. */
  more(count: number, withinMs?: number): Promise<void>;
  stop(): Promise<void>;
}

const AGAIN_MS = 50;
const NO_ANSWER: Pick<Answer, "status" | "body"> = { status: 0, body: undefined };

/** Each of these clients sends one creation after the other, each under a key until it is accepted. */
export function startLoad(client: Client, clients: number): Load {
  const accepted: string[] = [];
  const refused: Record<number, number> = {};
  let over = false;

  async function sendUntilAccepted() {
    const headers = { prefer: "respond-async", "idempotency-key": randomUUID() };
    for (const body = newSession(); !over; ) {
      const answer = await client.post("/sessions", body, headers).catch(() => NO_ANSWER);
      if (answer.status === 202) {
        accepted.push(answer.body.job_id);
        return;
      }
      refused[answer.status] = (refused[answer.status] ?? 0) + 1;
      await delay(AGAIN_MS);
    }
  }
  async function sendOnAndOn() {
    while (!over) await sendUntilAccepted();
  }
  const all = Promise.all(Array.from({ length: clients }, sendOnAndOn));

  return {
    accepted,
    refused,
    async more(count, withinMs = 30_000) {
      const wanted = accepted.length + count;
      await until(`${count} more are accepted`, async () => accepted.length >= wanted, withinMs);
    },
    async stop() {
      over = true;
      await all;
    },
  };
}
