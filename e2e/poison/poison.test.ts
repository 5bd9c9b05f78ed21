/** Jobs that do the worst to their worker, beside twenty that do nothing wrong. */
import { join } from "node:path";
import { queuePrefix } from "@assent/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleet, submit } from "../support/fleet.ts";
import { freePort } from "../support/ports.ts";
import { type Exit, type Process, ROOT, startMain } from "../support/process.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";
import { countOf, settledRow } from "../support/rows.ts";

const POISONED = ["--import", join(ROOT, "e2e/support/poison.ts"), "--max-old-space-size=200"];
const NEIGHBOURS = 20;
/** A patience, not a promise: a rescue, and the ends of a quarantine until the culprit is alone, on a machine that is slow. */
const RESCUED_MS = 180_000;

const redis = ownRedis(await freePort());
beforeAll(() => (redisProgram ? redis.start() : undefined));

const ABORTS = { poison: "poison_aborts", reasons: ["WORKER_DIED"], deaths: 1 };
/** What the job does, what its failure says, and how many workers may die of it. */
const all = [
  { poison: "poison_throws", reasons: ["TypeError"], deaths: 0 },
  { poison: "poison_hangs", reasons: ["DEADLINE"], deaths: 0 },
  { poison: "poison_blocks", reasons: ["DEADLINE"], deaths: 1 },
  /** Whether it runs out of memory or collects garbage without end comes to the same. */
  { poison: "poison_hoards", reasons: ["WORKER_DIED", "DEADLINE"], deaths: 1 },
  ABORTS,
];

/** How BullMQ gives the jobs of a dead worker to another one is all that differs by backend, and only where something hangs must a job's time be short. */
const backends = [
  { backend: "PostgreSQL", env: { POISON_TIMEOUT_MS: "20000" } as Record<string, string>, missing: false, poisons: [ABORTS] },
  {
    backend: "Redis",
    env: { POISON_TIMEOUT_MS: "3000", REDIS_URL: redis.url, QUEUE_PREFIX: queuePrefix() },
    missing: !redisProgram,
    poisons: all,
  },
];

describe.each(backends)("by $backend", ({ env: broker, missing, poisons }) => {
  describe.skipIf(missing)("a job that is poison", async () => {
    const { database, env, startApi } = await fleet(broker);
    const { client } = await startApi();
    const ended: Exit[] = [];
    const workers = [restarting(env, ended), restarting(env, ended)];
    afterAll(() => Promise.all(workers.map((stop) => stop())));

    it.each(poisons)(
      "$poison fails after its attempts and costs its neighbours one rescue at most",
      async ({ poison, reasons, deaths }) => {
        const before = ended.length;
        const half = () => Array.from({ length: NEIGHBOURS / 2 }, () => submit(client));
        const [job = "", ...neighbours] = await Promise.all([submit(client, { sportsbook: poison }), ...half(), ...half()]);

        const rows = await Promise.all(neighbours.map((id) => settledRow(database, id, RESCUED_MS)));
        expect(rows.map(({ status, problem }) => [status, problem?.reasons])).toEqual(neighbours.map(() => ["completed", undefined]));
        expect(await countOf(database, "sportsbook_sessions", `created_by_job in ('${neighbours.join("','")}')`)).toBe(NEIGHBOURS);
        const { status, problem } = await settledRow(database, job, RESCUED_MS);
        expect([status, problem?.detail]).toEqual(["failed", "session.create failed after 2 attempts."]);
        expect(reasons).toContain(problem?.reasons?.[0]);
        expect(await countOf(database, "audit_logs", `job_id = '${job}' and action = 'job.failed'`)).toBe(1);
        expect(ended.slice(before)).toHaveLength(deaths);
        if (poison === "poison_blocks")
          expect(ended[before]?.output).toMatch(new RegExp(`"event":"worker.blocked","job_ids":\\[[^\\]]*${job}`));
      },
      2 * RESCUED_MS,
    );
  });
});

/** A worker that is started again whenever it ends. @returns how to stop it */
function restarting(env: Record<string, string>, ended: Exit[]): () => Promise<void> {
  let current: Process;
  let stopping = false;
  async function run() {
    while (!stopping) {
      current = startMain("worker", { env, node: POISONED });
      const exit = await current.exit;
      if (!stopping) ended.push(exit);
    }
  }
  const over = run();
  return () => {
    stopping = true;
    current.kill("SIGTERM");
    return over;
  };
}
