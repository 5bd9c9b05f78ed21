/** A worker calls others lost only while its own heartbeat shows that beats come through. */
import { findWorker, registerWorker, type WorkerRow } from "@assent/db";
import { newId } from "@assent/domain";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { cuttableWayTo } from "../support/cuttable.ts";
import { startSystem } from "../support/system.ts";

const HEARTBEAT_MS = 1_000;
/** Five beats. */
const STEADY_MS = 5 * HEARTBEAT_MS;

describe.skipIf(!backendOfTest().available)("a worker beside one that is silent", async () => {
  const { database, startWorker } = await startSystem({ workers: 0 });
  const way = await cuttableWayTo(database.url);
  const startedAt = Date.now();
  const worker = await startWorker({ DATABASE_URL: way.url, HEARTBEAT_MS: String(HEARTBEAT_MS) });

  const silentPeer = async () => {
    const id = newId();
    await registerWorker(database.db, { id, hostname: "h", pid: 1, version: "0", kinds: [], concurrency: 1, heartbeatMs: 10 });
    return id;
  };
  const row = async (id: string) => (await findWorker(database.db, id)) as WorkerRow;
  const foundLost = (id: string) =>
    until("the silent one is called lost", async () => (await row(id)).status === "lost" && row(id), 20_000);
  const own = () => row(worker.heartbeat.id);

  it("does not judge before its own beats have come through for a while", async () => {
    const peer = await silentPeer();
    const lost = await foundLost(peer);
    expect(Number(lost.stoppedAt) - startedAt).toBeGreaterThan(STEADY_MS);
  });

  it("begins anew when they could not, for then everybody's are old", async () => {
    await until("it judges", async () => worker.heartbeat.steady, 20_000);
    way.cut();
    const peer = await silentPeer();
    await until("its beats have failed for long", async () => !worker.heartbeat.healthy, 20_000);
    const { lastHeartbeatAt: lastBefore } = await own();
    way.mend();
    const back = await until("a beat comes through", async () => {
      const { lastHeartbeatAt } = await own();
      return lastHeartbeatAt > lastBefore && lastHeartbeatAt;
    });

    const lost = await foundLost(peer);
    expect(Number(lost.stoppedAt) - Number(back)).toBeGreaterThan(STEADY_MS - HEARTBEAT_MS);
    expect((await own()).status).toBe("running");
  }, 60_000);
});
