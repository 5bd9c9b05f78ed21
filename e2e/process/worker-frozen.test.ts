import { findWorker } from "@assent/db";
import { describe, expect, it } from "vitest";
import { effectsOf, fleet, holdConsent, settled, submit, workerWaitsForLock } from "../support/fleet.ts";
import { newSession } from "../support/requests.ts";

describe("a worker that is frozen with a job under way", async () => {
  const { database, startApi, startWorker, worker } = await fleet();
  const { client } = await startApi();

  it("is given up; its job runs elsewhere, and its own late work has no effect", async () => {
    const frozen = await startWorker();
    const release = await holdConsent(database);
    const job = await submit(client);
    await workerWaitsForLock(database);
    frozen.kill("SIGSTOP");
    await release();

    const other = await startWorker();
    await worker(frozen.id, "lost");
    expect(await settled(client, job)).toMatchObject({ status: "completed", worker_id: other.id });

    frozen.kill("SIGCONT");
    expect(await frozen.event("worker.given_up")).toMatchObject({ worker_id: frozen.id });
    const { worker_id: next } = await frozen.event("worker.registered");
    expect(await effectsOf(database, job)).toEqual({ status: "completed", workerId: other.id, sessions: 1, audits: 1 });

    other.kill("SIGTERM");
    await other.exit;
    const { body } = await client.post("/sessions", newSession());
    expect((await settled(client, body.job_id)).worker_id).toBe(next);
    frozen.kill("SIGTERM");
    expect(await frozen.exit).toMatchObject({ code: 0 });
    expect((await findWorker(database.db, String(next)))?.status).toBe("stopped");
    expect(await effectsOf(database, job)).toMatchObject({ sessions: 1, audits: 1 });
  }, 90_000);
});
