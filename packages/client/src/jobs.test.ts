import { describe, expect, it } from "vitest";
import { Assent } from "./index.ts";
import { json, problem, type Reply, SESSION, serverWith } from "./test/server.ts";

const job = (status: string, more: object = {}) => ({ id: "job-1", status, result: null, problem: null, ...more });
const reading = (status: string, more?: object) => json(200, { job: job(status, more) });
const accepted = json(202, { job_id: "job-1" });
const BODY = { user_id: "u", consent_id: "c", sportsbook: "s", session_data: "d", expires_at: "2030-01-01T00:00:00Z" };

/** A stream that says this, and breaks. */
const saying =
  (...jobs: object[]): Reply =>
  (response) => {
    const text = jobs.map((one) => `event: job\ndata: ${JSON.stringify(one)}\n\n`).join("");
    response.writeHead(200, { "content-type": "text/event-stream" }).write(text, () => response.destroy());
  };

describe("a job's handle", () => {
  it("waits until the job is done, and has what it made", async () => {
    const { baseUrl, asked } = await serverWith(accepted, reading("queued"), reading("completed", { result: { session: SESSION } }));
    const handle = await new Assent({ baseUrl }).sessions.enqueue(BODY);
    expect(await handle.wait()).toEqual(SESSION);
    expect(asked[0]?.headers).toMatchObject({ prefer: "respond-async" });
    expect(asked[1]).toMatchObject({ url: "/api/v1/jobs/job-1", headers: { prefer: "wait=10" } });
  });

  it("throws why a job was refused, or that it was cancelled", async () => {
    const told = { type: "urn:assent:problem:consent-refused", title: "t", status: 403, detail: "d", reasons: ["consent_expired"] };
    const { baseUrl } = await serverWith(accepted, reading("refused", { problem: told }), reading("cancelled"));
    const handle = await new Assent({ baseUrl }).sessions.enqueue(BODY);
    await expect(handle.wait()).rejects.toMatchObject({ reasons: ["consent_expired"], jobId: "job-1" });
    await expect(handle.wait()).rejects.toMatchObject({ status: 409, jobId: "job-1" });
  });
});

describe("the events of a job", () => {
  it("go on over a new connection, and tell nothing twice", async () => {
    const { baseUrl, asked } = await serverWith(saying(job("queued")), saying(job("queued"), job("completed")));
    const seen: string[] = [];
    for await (const { status } of new Assent({ baseUrl }).jobs.events("job-1")) seen.push(status);
    expect(seen).toEqual(["queued", "completed"]);
    expect(asked).toHaveLength(2);
  });

  it("leave no connection open behind who has seen enough", async () => {
    const left = Promise.withResolvers<void>();
    const { baseUrl } = await serverWith((response) => {
      response.once("close", () => left.resolve());
      response.writeHead(200).write(`event: job\ndata: ${JSON.stringify(job("queued"))}\n\n`);
    });
    for await (const _ of new Assent({ baseUrl }).jobs.events("job-1")) break;
    await left.promise;
  });

  it("end with the caller's signal", async () => {
    const { baseUrl } = await serverWith((response) =>
      response.writeHead(200).write(`event: job\ndata: ${JSON.stringify(job("queued"))}\n\n`),
    );
    const giveUp = new AbortController();
    const follow = async () => {
      for await (const _ of new Assent({ baseUrl }).jobs.events("job-1", { signal: giveUp.signal })) giveUp.abort("enough");
    };
    await expect(follow()).rejects.toBe("enough");
  });
});

describe("a change whose answer was lost", () => {
  const conflict = problem(409, "conflict");

  it("is done if the job is as it was asked for", async () => {
    const { baseUrl } = await serverWith(conflict, reading("cancelled"), conflict, reading("queued"));
    const { jobs } = new Assent({ baseUrl });
    expect(await jobs.cancel("job-1")).toMatchObject({ status: "cancelled" });
    expect(await jobs.retry("job-1")).toMatchObject({ status: "queued" });
  });

  it("is done if the session is as it was asked for", async () => {
    const ended = { ...SESSION, status: "expired" };
    const { baseUrl } = await serverWith(conflict, json(200, { session: ended }));
    expect(await new Assent({ baseUrl }).sessions.end(SESSION.id)).toEqual(ended);
  });

  it("is a conflict if it is not", async () => {
    const { baseUrl } = await serverWith(conflict, reading("completed"));
    await expect(new Assent({ baseUrl }).jobs.cancel("job-1")).rejects.toMatchObject({ status: 409 });
  });
});

it("a change of a session that takes longer is followed by its job", async () => {
  const { baseUrl, asked } = await serverWith(accepted, reading("completed", { result: { session: SESSION } }));
  expect(await new Assent({ baseUrl }).sessions.revoke("s")).toEqual(SESSION);
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(["DELETE /api/v1/sessions/s", "GET /api/v1/jobs/job-1"]);
});
