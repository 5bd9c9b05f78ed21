import { setTimeout as delay } from "node:timers/promises";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { replicatedPostgres } from "../support/clusters.ts";
import { effectsOf, fleet, settled, submit } from "../support/fleet.ts";
import { migrated } from "../support/given-database.ts";
import { newSession } from "../support/requests.ts";
import { countOf } from "../support/rows.ts";

/** Longer than whoever waits goes without looking. */
const OUTAGE_MS = 1_500;
const WAIT = { prefer: "wait=25" };
const lost = (id: unknown) => ({ status: 503, body: { type: "urn:assent:problem:job-vanished", job_id: id } });

describe.skipIf(!inject("redisUrl"))("a fail-over to a replica that lags behind", async () => {
  const { primary, standby, url, leaveBehind } = await replicatedPostgres({ synchronous: false });
  const database = await migrated({ DATABASE_URL: url });
  const redis = { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() };
  const { startApi, startWorker } = await fleet({ DATABASE_URL: url, ...redis }, database);
  const api = await startApi();
  const { client } = api;
  const kept = await submit(client);
  await leaveBehind();
  const gone = await submit(client);
  const creating = client.post("/sessions", newSession(), WAIT);
  const stream = await fetch(`${api.url}/api/v1/jobs/${gone}/events`);
  const following = stream.text();
  const reading = client.get(`/jobs/${gone}`, WAIT);
  await until("the creation is accepted", async () => (await countOf(database, "jobs")) === 3);
  /** Whoever asked earlier has been told by now that the job is queued. */
  for (let i = 0; i < 5; i++) await client.get(`/jobs/${gone}`);
  const all: string[] = (await client.get("/jobs")).body.jobs.map(({ id }: { id: string }) => id);
  const created = all.find((id) => id !== kept && id !== gone);
  await primary.kill();
  await delay(OUTAGE_MS);
  await standby.promote();

  it("tells who waits for a job that it is gone", async () => {
    expect(await creating).toMatchObject(lost(created));
    expect(await reading).toMatchObject(lost(gone));
    expect(await following).toContain(`event: problem\ndata: {"type":"urn:assent:problem:job-vanished"`);
    expect((await client.get(`/jobs/${gone}`)).status).toBe(404);
  });

  it("is told in the log of the API that had accepted them", async () => {
    const { job_ids } = await api.event("jobs.vanished");
    expect(new Set(job_ids as string[])).toEqual(new Set([gone, created]));
  });

  it("is told in the log of the worker that gets them delivered, and what was kept is done", async () => {
    const worker = await startWorker();
    const told = [await worker.event("job.vanished"), await worker.event("job.vanished")];
    expect(new Set(told.map(({ job_id }) => job_id))).toEqual(new Set([gone, created]));
    await settled(client, kept);
    expect(await effectsOf(database, kept)).toMatchObject({ status: "completed", sessions: 1, audits: 1 });
  });
});
