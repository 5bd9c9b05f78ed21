import { randomUUID } from "node:crypto";
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenQueuedJob, PATIENT } from "../../support/given.ts";
import { expectProblem } from "../../support/problems.ts";
import { newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { sendExactly } from "../../support/wire.ts";

describe.skipIf(!backendOfTest().available)("a write that is not waited for", async () => {
  const { client, database, startWorker, url } = await startSystem({ workers: 0, env: PATIENT });

  it("Prefer: respond-async is answered 202 with the job and where to follow it", async () => {
    const { status, headers, body } = await client.post("/sessions", newSession(), { prefer: "respond-async" });
    expect(status).toBe(202);
    expect(body).toEqual({
      message: expect.any(String),
      job_id: expect.any(String),
      job: { id: body.job_id, kind: "session.create", status: "queued" },
      status_url: `/api/v1/jobs/${body.job_id}`,
    });
    expect(headers.get("location")).toBe(body.status_url);
    expect(headers.get("preference-applied")).toBe("respond-async");
  });

  it.each([
    ["wait=0", "wait=0"],
    ["wait=1", "wait=1"],
    ["respond-async, wait=0", "wait=0"],
    ['foo; bar="x,y", RESPOND-ASYNC', "respond-async"],
  ])("Prefer: %s is 202 when no worker comes by in that time", async (prefer, applied) => {
    const { status, headers } = await client.post("/consents", newConsent(), { prefer });
    expect({ status, applied: headers.get("preference-applied") }).toEqual({ status: 202, applied });
  });

  it("is 404 for a job that does not exist", async () => {
    for (const id of [randomUUID(), "1"]) {
      expectProblem(await client.get(`/jobs/${id}`), "not-found");
      expectProblem(await client.get(`/jobs/${id}`, { prefer: "wait=30" }), "not-found");
      expectProblem(await client.get(`/jobs/${id}/events`), "not-found");
      expectProblem(await client.delete(`/jobs/${id}`), "not-found");
      expectProblem(await client.post(`/jobs/${id}/retry`), "not-found");
    }
  });

  it("tells where the queued job waits, and nothing of its payload", async () => {
    const id = await givenQueuedJob(client);
    const queued = await until("the job is in its queue", async () => {
      const { job } = (await client.get(`/jobs/${id}`)).body;
      return job.delivery?.state === "waiting" && job;
    });
    expect(queued).toMatchObject({ id, status: "queued", delivery: { state: "waiting", attempt: 0 }, result: null, settled_at: null });
    const [row] = await database.client`select payload from jobs where id = ${id}`;
    expect(row?.["payload"].session_data).toEqual({
      key_id: expect.any(String),
      wrapped_key: expect.any(String),
      ciphertext: expect.any(String),
    });
    expect(JSON.stringify(queued)).not.toContain(row?.["payload"].session_data.ciphertext);
    expect(queued).not.toHaveProperty("payload");
  });

  it("refuses HEAD on an event stream instead of waiting for its end", async () => {
    const { status, headers } = await sendExactly(url, { method: "HEAD", path: `/api/v1/jobs/${await givenQueuedJob(client)}/events` });
    expect({ status, allow: headers.get("allow") }).toEqual({ status: 405, allow: "GET, OPTIONS" });
  });

  it("answers a long poll and ends an event stream as soon as the job has settled", async () => {
    const id = await givenQueuedJob(client);
    const poll = client.get(`/jobs/${id}`, { prefer: "wait=60" });
    const stream = fetch(`${url}/api/v1/jobs/${id}/events`);
    const reader = ((await stream).body as ReadableStream<Uint8Array>).getReader();
    const opening = new TextDecoder().decode((await reader.read()).value);
    expect(JSON.parse(/^event: job\ndata: (.*)\n\n$/.exec(opening)?.[1] ?? "")).toMatchObject({ id, status: "queued" });

    await startWorker();
    const { status, headers, body } = await poll;
    expect({ status, applied: headers.get("preference-applied") }).toEqual({ status: 200, applied: "wait=60" });
    expect(body.job).toMatchObject({ id, status: "completed", delivery: null, result: { session: { status: "active" } } });

    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += new TextDecoder().decode(part.value);
    expect(rest).toMatch(/"status":"completed"[^\n]*\n\n$/);
    expect((await stream).headers.get("content-type")).toBe("text/event-stream");
  });

  it("streams one event about a job that has settled before", async () => {
    const { body } = await client.post("/consents", newConsent());
    const events = await client.get(`/jobs/${body.job_id}/events`);
    expect(events.body).toMatch(/^event: job\ndata: \{.*"status":"completed".*\}\n\n$/);
  });
});
