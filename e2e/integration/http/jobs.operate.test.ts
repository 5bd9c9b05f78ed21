import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenQueuedJob, givenUser, PATIENT } from "../../support/given.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("operating on jobs", async () => {
  const { client, database, startWorker, stop } = await startSystem({ workers: 0, env: PATIENT });
  const worker = await startWorker();
  const own = await givenUser(client);
  await stop(worker);

  const payloadOf = async (id: string) => (await database.client`select payload from jobs where id = ${id}`)[0]?.["payload"];
  /** As the workers leave a job whose attempts are used up. */
  const fail = (id: string) =>
    database.client`update jobs set status = 'failed', attempts = 5, settled_at = clock_timestamp() where id = ${id}`;

  it("DELETE cancels a queued job, removes its secret and records it", async () => {
    const id = await givenQueuedJob(client, own);
    const { status, headers, body } = await client.delete(`/jobs/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ message: "Job cancelled", job: { id, status: "cancelled", settled_at: expect.any(String) } });
    expect(await payloadOf(id)).not.toHaveProperty("session_data");
    const { audit_logs } = (await client.get(`/audit-logs?job_id=${id}`)).body;
    expect(audit_logs).toMatchObject([{ action: "job.cancelled", outcome: "ok", request_id: headers.get("x-request-id") }]);
  });

  it("is 409 to cancel twice", async () => {
    const id = await givenQueuedJob(client, own);
    await client.delete(`/jobs/${id}`);
    expectProblem(await client.delete(`/jobs/${id}`), "conflict");
  });

  it("lets one of many simultaneous cancellations through", async () => {
    const id = await givenQueuedJob(client, own);
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => client.delete(`/jobs/${id}`)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409, 409, 409, 409]);
  });

  it("retries only a job that has failed", async () => {
    const id = await givenQueuedJob(client, own);
    expectProblem(await client.post(`/jobs/${id}/retry`), "conflict");
    await client.delete(`/jobs/${id}`);
    expectProblem(await client.post(`/jobs/${id}/retry`), "conflict");
  });

  it("takes no body for either", async () => {
    const id = await givenQueuedJob(client, own);
    expectInvalid(await client.post(`/jobs/${id}/retry`, { attempts: 3 }), "attempts");
    expect((await client.delete(`/jobs/${id}`)).status).toBe(200);
  });

  it("a worker that starts later does what was retried and not what was cancelled", async () => {
    const cancelled = await givenQueuedJob(client, own);
    const failed = await givenQueuedJob(client, own);
    await client.delete(`/jobs/${cancelled}`);
    await fail(failed);
    expectProblem(await client.delete(`/jobs/${failed}`), "conflict");

    const retried = await client.post(`/jobs/${failed}/retry`);
    expect(retried).toMatchObject({ status: 200, body: { message: "Job queued again", job: { status: "queued", attempts: 0 } } });
    await startWorker();
    const done = (await client.get(`/jobs/${failed}`, { prefer: "wait=20" })).body.job;
    expect(done).toMatchObject({ status: "completed", worker_id: expect.any(String) });
    expectProblem(await client.post(`/jobs/${failed}/retry`), "conflict");

    const { sessions } = (await client.get(`/sessions?user_id=${own.user_id}`)).body;
    expect(sessions.map(({ id }: { id: string }) => id)).toEqual([done.result.session.id]);
    expect((await client.get(`/jobs/${cancelled}`)).body.job).toMatchObject({ status: "cancelled", worker_id: null });
  });

  it("does not retry a job whose secret is gone", async () => {
    const { body } = await client.get(`/jobs?status=completed&kind=session.create`);
    const [{ id }] = body.jobs;
    await fail(id);
    expectProblem(await client.post(`/jobs/${id}/retry`), "conflict");
  });
});
