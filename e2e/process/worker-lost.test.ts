import { describe, expect, it } from "vitest";
import { effectsOf, fleet, HEARTBEAT_MS, holdConsent, settled, submit, workerWaitsForLock } from "../support/fleet.ts";

describe("a worker that is killed with a job under way", async () => {
  const { database, startApi, startWorker, worker } = await fleet();
  const { client } = await startApi();

  it("is marked lost by another worker, which runs the job, once", async () => {
    const killed = await startWorker();
    const release = await holdConsent(database);
    const job = await submit(client);
    await workerWaitsForLock(database);
    killed.kill("SIGKILL");
    expect(await killed.exit).toMatchObject({ code: null, signal: "SIGKILL" });

    const other = await startWorker();
    await release();
    const lost = await worker(killed.id, "lost");
    expect(Number(lost.stoppedAt) - Number(lost.lastHeartbeatAt)).toBeGreaterThanOrEqual(5 * HEARTBEAT_MS);
    const { body } = await client.get(`/audit-logs?action=worker.lost`);
    expect(body.audit_logs).toHaveLength(1);
    expect(body.audit_logs[0]).toMatchObject({ subject: `worker:${killed.id}`, outcome: "failed", detail: { found_by: other.id } });

    expect(await settled(client, job)).toMatchObject({ status: "completed", worker_id: other.id });
    expect(await effectsOf(database, job)).toEqual({ status: "completed", workerId: other.id, sessions: 1, audits: 1 });
  }, 90_000);
});
