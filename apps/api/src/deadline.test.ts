import Fastify from "fastify";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerHanging } from "./deadline.ts";
import { onError } from "./problems.ts";

const never = new Promise(() => {});
const pending = Symbol("pending");
const turn = () => new Promise((resolve) => setImmediate(resolve, pending));

/** A server whose time stands still until a test moves it on. */
function given() {
  const app = Fastify();
  app.setErrorHandler(onError);
  answerHanging(app, { afterMs: 75_000, lookEveryMs: 1_000 });
  app.get("/quick", async () => "done");
  app.get("/hangs", () => never);
  app.get("/hangs-midway", (_, reply) => {
    reply.raw.writeHead(200).write("begun");
    return never;
  });
  app.get("/own-answer", (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200).write("begun");
  });
  return app;
}

async function asked(app: ReturnType<typeof given>, path: string) {
  const answer = app.inject(path);
  for (let i = 0; i < 5; i++) await turn();
  return { answer: () => Promise.race([answer, turn().then(turn)]), outcome: answer };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("answerHanging", () => {
  it("answers 503 once the time has passed, and not before", async () => {
    const app = given();
    const { answer, outcome } = await asked(app, "/hangs");
    vi.advanceTimersByTime(74_999);
    expect(await answer()).toBe(pending);
    vi.advanceTimersByTime(1_001);
    const { statusCode, headers, body } = await outcome;
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ "content-type": "application/problem+json", "retry-after": "1" });
    expect(JSON.parse(body)).toMatchObject({ type: "urn:assent:problem:unavailable" });
  });

  it("counts each request's own time, whatever was answered before and beside it", async () => {
    const app = given();
    const first = await asked(app, "/hangs");
    expect((await (await asked(app, "/quick")).outcome).statusCode).toBe(200);
    vi.advanceTimersByTime(40_000);
    const second = await asked(app, "/hangs");
    vi.advanceTimersByTime(36_000);
    expect((await first.outcome).statusCode).toBe(503);
    expect(await second.answer()).toBe(pending);
    vi.advanceTimersByTime(40_000);
    expect((await second.outcome).statusCode).toBe(503);
  });

  it("cuts off an answer that has begun", async () => {
    const { outcome } = await asked(given(), "/hangs-midway");
    const cut = expect(outcome).rejects.toThrow("destroyed");
    vi.advanceTimersByTime(76_000);
    await cut;
  });

  it("leaves alone whoever has taken the answer into its own hands", async () => {
    const { answer } = await asked(given(), "/own-answer");
    vi.advanceTimersByTime(1_000_000);
    expect(await answer()).toBe(pending);
  });

  it("stops with the server", async () => {
    const app = given();
    await app.ready();
    expect(vi.getTimerCount()).toBe(1);
    await app.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
