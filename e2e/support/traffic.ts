/** A client that goes on asking for sessions while something happens, and does not wait for them. */
import { setTimeout as delay } from "node:timers/promises";
import { type TestDatabase, until } from "@assent/testkit";
import type { Client } from "./client.ts";
import { submit } from "./fleet.ts";

export interface Traffic {
  /** Every job that was accepted. */
  jobs: string[];
  /** How long each answer took, in milliseconds. */
  tookMs: number[];
  /** Resolves when so many more jobs have been accepted. @throws what the first answer other than 202 said */
  more(jobs: number): Promise<void>;
  stop(): Promise<void>;
}

const PAUSE_MS = 10;

export function startTraffic(client: Client): Traffic {
  const jobs: string[] = [];
  const tookMs: number[] = [];
  let stopped = false;
  async function ask() {
    while (!stopped) {
      const start = performance.now();
      jobs.push(await submit(client));
      tookMs.push(performance.now() - start);
      await delay(PAUSE_MS);
    }
  }
  const asking = ask();
  asking.catch(() => {});

  return {
    jobs,
    tookMs,
    async more(n) {
      const enough = jobs.length + n;
      await Promise.race([asking, until(`${n} more jobs are accepted`, async () => jobs.length >= enough, 30_000)]);
    },
    async stop() {
      stopped = true;
      await asking;
    },
  };
}

/** The value that 99 of 100 do not exceed. */
export const p99 = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? 0;

/** Resolves when each of the jobs has completed, with one session and one audit row. */
export const eachDoneOnce = ({ client }: TestDatabase, jobs: string[], withinMs = 30_000) =>
  until(
    `${jobs.length} jobs are done once`,
    async () => {
      const [row] = await client<{ done: number }[]>`
        select count(*)::int as done from jobs
        where id = any(${jobs}::uuid[]) and status = 'completed'
          and (select count(*) from sportsbook_sessions where created_by_job = jobs.id) = 1
          and (select count(*) from audit_logs where job_id = jobs.id and action = 'session.created') = 1`;
      return row?.done === jobs.length;
    },
    withinMs,
  );
