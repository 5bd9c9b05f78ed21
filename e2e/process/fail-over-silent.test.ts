import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { replicatedPostgres } from "../support/clusters.ts";
import { cuttableWayTo } from "../support/cuttable.ts";
import { fleet, submit } from "../support/fleet.ts";
import { migrated } from "../support/given-database.ts";
import { newSession } from "../support/requests.ts";

/** What the docs promise. */
const WITHIN_MS = 5_000;

describe.skipIf(!inject("redisUrl"))("a fail-over from a primary that closes nothing and refuses nothing", async () => {
  const { primary, standby, url, leaveBehind } = await replicatedPostgres({ synchronous: false });
  const way = await cuttableWayTo(primary.url);
  const env = { DATABASE_URL: url.replace(String(primary.port), new URL(way.url).port) };
  const database = await migrated(env, primary.url);
  const redis = { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() };
  const { startApi, startWorker } = await fleet({ ...env, ...redis, HEARTBEAT_MS: "500" }, database);
  const [api, worker] = [await startApi(), await startWorker()];
  const create = () => api.client.post("/sessions", newSession());
  const refused = async () => {
    const since = performance.now();
    expect(await create()).toMatchObject({ status: 503 });
    expect(performance.now() - since).toBeLessThan(WITHIN_MS);
  };
  await create();
  await leaveBehind();
  const gone = await submit(api.client);

  it("is told to everyone in time while no other server takes writes", async () => {
    way.silence();
    await refused();
    await Promise.all(Array.from({ length: 50 }, refused));
  });

  it("is followed by all, though the old primary is never heard of again", async () => {
    await standby.promote();
    await until("the API accepts and the worker works", async () => (await create()).status === 201, 3 * WITHIN_MS);
    await until("the worker is ready", async () => (await fetch(`${worker.health}/ready`)).status === 200, 3 * WITHIN_MS);
  });

  it("is followed by the connection that listens, and what was lost is told then", async () => {
    expect(await api.event("jobs.vanished")).toMatchObject({ jobs: 1, job_ids: [gone] });
    const listening = await standby.tell(
      "select from pg_stat_activity where application_name = 'assent-listen' and query ilike 'listen %'",
    );
    expect(listening).toHaveLength(1);
  });
});
