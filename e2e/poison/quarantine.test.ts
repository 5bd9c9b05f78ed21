/** The process in which jobs run whose worker died: when it does not start, is blocked, or loses its worker. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJob, findWorker } from "@assent/db";
import { newId } from "@assent/domain";
import { sessionCreate } from "@assent/jobs";
import { QuarantineUnavailable } from "@assent/jobs/worker";
import { AUDIT_KEY, type TestDatabase, until } from "@assent/testkit";
import { quarantineIn } from "@assent/worker";
import { afterAll, describe, expect, it } from "vitest";
import { fleet, holdConsent, submit, workerWaitsForLock } from "../support/fleet.ts";
import { childrenOf } from "../support/postgres.ts";
import { type Process, ROOT } from "../support/process.ts";
import { settledRow } from "../support/rows.ts";

/** With the deadline of the real ones. */
const POISONED = { node: ["--import", join(ROOT, "e2e/support/poison.ts")], env: { POISON_TIMEOUT_MS: "5000" } };
const UNSTARTABLE = ["--import", join(ROOT, "e2e/support/unstartable.ts")];
/** For a machine that is slow: a rescue takes ten seconds, and a blocked process as many. */
const PATIENCE_MS = 180_000;
const folder = mkdtempSync(join(tmpdir(), "assent-quarantine-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a worker that has got the jobs of a dead one", async () => {
  const { database, startApi, startWorker } = await fleet();
  const { client } = await startApi();

  /** @returns jobs whose worker was killed with all of them in its hands */
  async function suspects(...all: Record<string, unknown>[]): Promise<string[]> {
    const dead = await startWorker();
    const release = await holdConsent(database);
    const jobs = [];
    for (const session of all) jobs.push(await submit(client, session));
    await workerWaitsForLock(database);
    await until("all are in its hands", async () => (await findWorker(database.db, dead.id))?.running === all.length);
    dead.kill("SIGKILL");
    await dead.exit;
    await release();
    return jobs;
  }

  it(
    "keeps them as they are while their quarantine does not start, says so, and runs them when it does",
    async () => {
      const flag = join(folder, "unstartable");
      writeFileSync(flag, "");
      const [job = ""] = await suspects({});
      const worker = await startWorker({ node: UNSTARTABLE, env: { UNSTARTABLE_WHILE: flag } });
      for (let i = 0; i < 2; i++)
        expect(await worker.event("jobs.quarantine_unavailable")).toMatchObject({ kind: "session.create", jobs: 1 });
      expect(await findJob(database.db, job)).toMatchObject({ status: "queued", attempts: 0 });

      rmSync(flag);
      expect(await settledRow(database, job, 60_000)).toMatchObject({ status: "completed", attempts: 0 });
      worker.kill("SIGTERM");
      const { output } = await worker.exit;
      expect(output).not.toContain("jobs.quarantine_died");
    },
    PATIENCE_MS,
  );

  it(
    "settles the others while one of them blocks its quarantine, which says of which job it died",
    async () => {
      const [poison = "", ...others] = await suspects({ sportsbook: "poison_blocks" }, {}, {});
      const worker = await startWorker(POISONED);
      await quarantineIsBlocked(database, worker);
      for (const job of others) expect(await settledRow(database, job)).toMatchObject({ status: "completed" });
      expect(await findJob(database.db, poison)).toMatchObject({ status: "queued" });
      expect(await worker.event("worker.blocked")).toMatchObject({ name: "assent-quarantine", job_ids: [poison] });
      expect(await settledRow(database, poison, 60_000)).toMatchObject({ status: "failed", problem: { reasons: ["DEADLINE"] } });
      worker.kill("SIGTERM");
      await worker.exit;
    },
    PATIENCE_MS,
  );

  it(
    "takes its quarantine along when it is killed, also a blocked one",
    async () => {
      await suspects({ sportsbook: "poison_blocks" });
      const worker = await startWorker(POISONED);
      await quarantineIsBlocked(database, worker);
      const [child = 0, ...more] = childrenOf(worker.pid);
      expect([child > 0, more]).toEqual([true, []]);
      worker.kill("SIGKILL");
      await worker.exit;
      await until("the quarantine is gone", async () => !isThere(child), 15_000);
    },
    PATIENCE_MS,
  );
});

describe("a quarantine whose program cannot be started at all", () => {
  it("is unavailable, and tried again only after a while", async () => {
    const told: unknown[] = [];
    const { execPath } = process;
    const quarantine = quarantineIn({
      ...{ variables: { DATABASE_URL: "postgres://nowhere", AUDIT_KEY, WEBHOOK_ALLOW: "" }, workerId: newId },
      onDeath: () => expect.unreachable(),
      onUnavailable: (_kind, _jobs, error) => void told.push(error),
    });
    process.execPath = join(folder, "no-node");
    const tries = [1, 2, 3].map(() => quarantine.run(sessionCreate, [newId()]).catch((error) => error));
    expect(await Promise.all(tries).finally(() => Object.assign(process, { execPath }))).toEqual(
      tries.map(() => expect.any(QuarantineUnavailable)),
    );
    expect(told).toContainEqual(expect.objectContaining({ code: "ENOENT" }));
    expect(told.length).toBeLessThan(3);
  });
});

/** @throws Error with all that the worker has said, when it does not come to that */
async function quarantineIsBlocked({ client }: TestDatabase, worker: Process): Promise<void> {
  const look = async () => {
    const [row] = await client`
      select from pg_stat_activity
      where datname = current_database() and application_name = 'assent-quarantine' and state = 'idle in transaction'
        and state_change < clock_timestamp() - interval '0.5 s'`;
    return row;
  };
  await until("a quarantine stands still inside a transaction", look, 60_000).catch(async ({ message }: Error) => {
    worker.kill("SIGKILL");
    throw new Error(`${message}\n${(await worker.exit).output}`);
  });
}

/** What nobody has buried yet is gone all the same. */
function isThere(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
