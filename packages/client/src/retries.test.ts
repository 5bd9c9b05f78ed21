/** What is tried again, under which key, and for how long. */
import { describe, expect, it } from "vitest";
import { Assent, AssentProblem, AssentTimeout } from "./index.ts";
import { broken, created, json, problem, type Reply, SESSION, serverWith, silent, torn } from "./test/server.ts";

const BODY = { user_id: "u", consent_id: "c", sportsbook: "s", session_data: "a-token", expires_at: "2030-01-01T00:00:00Z" };
const keysOf = (asked: { headers: Record<string, unknown> }[]) => asked.map(({ headers }) => headers["idempotency-key"]);

describe("a POST", () => {
  const bad = { broken, torn, "too slow": silent, "a proxy's 502": (response) => response.writeHead(502).end("<html>") } satisfies Record<
    string,
    Reply
  >;

  it.each(Object.entries(bad))("is sent again under its key when the answer is %s", async (_, reply) => {
    const { baseUrl, asked } = await serverWith(reply, created);
    expect(await new Assent({ baseUrl, attemptTimeoutMs: 500 }).sessions.create(BODY)).toEqual(SESSION);
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(keysOf(asked)).size).toBe(1);
    expect(keysOf(asked)[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("has another key each time it is called", async () => {
    const { baseUrl, asked } = await serverWith(created);
    const assent = new Assent({ baseUrl });
    await Promise.all([assent.sessions.create(BODY), assent.sessions.create(BODY)]);
    expect(new Set(keysOf(asked)).size).toBe(2);
  });

  it("is asked about under its key until its job is done", async () => {
    const accepted = json(202, { job_id: "job-1" });
    const { baseUrl, asked } = await serverWith(accepted, accepted, created);
    expect(await new Assent({ baseUrl }).sessions.create(BODY, { idempotencyKey: "mine" })).toEqual(SESSION);
    expect(keysOf(asked)).toEqual(["mine", "mine", "mine"]);
  });
});

describe("the server's Retry-After", () => {
  it("is waited for", async () => {
    const { baseUrl } = await serverWith(problem(503, "unavailable", {}, { "retry-after": "1" }), created);
    const start = performance.now();
    await new Assent({ baseUrl }).sessions.create(BODY);
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  it("ends the call at once if it lies past the deadline", async () => {
    const { baseUrl, asked } = await serverWith(problem(429, "rate-limited", {}, { "retry-after": "30" }), created);
    const start = performance.now();
    await expect(new Assent({ baseUrl }).sessions.create(BODY, { deadlineMs: 5_000 })).rejects.toMatchObject({ status: 429 });
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(asked).toHaveLength(1);
  });

  it("makes a conflict pass, as what is not sealed yet does", async () => {
    const { baseUrl } = await serverWith(problem(409, "conflict", {}, { "retry-after": "0" }), json(200, { format: "assent-receipt/1" }));
    expect(await new Assent({ baseUrl }).consents.receipt("c")).toEqual({ format: "assent-receipt/1" });
  });
});

describe("what stays as it is", () => {
  it.each([
    [403, "consent-refused"],
    [409, "conflict"],
    [422, "invalid-request"],
    [500, "internal"],
  ])("%d %s is not asked for again", async (status, name) => {
    const { baseUrl, asked } = await serverWith(problem(status, name), created);
    await expect(new Assent({ baseUrl }).sessions.create(BODY)).rejects.toBeInstanceOf(AssentProblem);
    expect(asked).toHaveLength(1);
  });
});

describe("a deadline", () => {
  it("ends a call that nobody answers", async () => {
    const { baseUrl } = await serverWith(silent);
    const call = new Assent({ baseUrl, deadlineMs: 300, attemptTimeoutMs: 100 }).sessions.get("s");
    await expect(call).rejects.toMatchObject({ name: "AssentTimeout", deadlineMs: 300, jobId: undefined });
  });

  it("names the job that is still queued, though the last answer was lost", async () => {
    const { baseUrl } = await serverWith(json(202, { job_id: "job-1" }), broken);
    const call = new Assent({ baseUrl, deadlineMs: 1_000 }).sessions.create(BODY);
    await expect(call).rejects.toEqual(expect.objectContaining({ jobId: "job-1" }));
    await expect(call).rejects.toBeInstanceOf(AssentTimeout);
  });

  it("is not what ends a call whose caller has given up", async () => {
    const { baseUrl } = await serverWith(silent);
    await expect(new Assent({ baseUrl }).sessions.get("s", { signal: abortedIn(50).signal })).rejects.toBe("enough");
  });

  it("leaves the pause between two attempts to the caller's signal too", async () => {
    const { baseUrl } = await serverWith(problem(503, "unavailable", {}, { "retry-after": "20" }));
    await expect(new Assent({ baseUrl }).sessions.get("s", { signal: abortedIn(50).signal })).rejects.toBe("enough");
  });
});

function abortedIn(ms: number): AbortController {
  const controller = new AbortController();
  setTimeout(() => controller.abort("enough"), ms);
  return controller;
}
