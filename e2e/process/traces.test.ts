import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fleet, settled, submit } from "../support/fleet.ts";
import { collector, type Span } from "../support/otlp.ts";
import type { Exit } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { SECRETS } from "../support/system.ts";

const TOKEN = "CANARY-of-a-sportsbook";
const BEARER = "CANARY-of-a-caller";
const POISON = fileURLToPath(new URL("../support/poison.ts", import.meta.url));
const LOADED = ["--import", fileURLToPath(new URL("../support/loaded-modules.ts", import.meta.url))];
const STEPS = ["announce", "audit", "claim", "commit", "run", "settle"];

/** A caller's own trace, kept or not. */
const newTrace = (kept = true) => {
  const traceId = randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${kept ? "01" : "00"}` };
};
const childrenOf = (spans: Span[], parent: Span) => spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
const packagesIn = ({ output }: Exit) => [...output.matchAll(/"package":"([^"]+)"/g)].map(([, name]) => name);

describe("traces", async () => {
  const { env: toCollector, found, spans, bodies } = await collector();
  const { startApi, startWorker } = await fleet({ ...toCollector, OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test" });
  const { client } = await startApi();
  const worker = await startWorker({ node: ["--import", POISON], env: { POISON_TIMEOUT_MS: "20000" } });
  const inTrace = (traceId: string, name: string) =>
    found(`${name} of trace ${traceId}`, (all) => all.find((span) => span.traceId === traceId && span.name === name));

  const stepsOf = (span: Span, count: number) =>
    found(`${count} steps of ${span.name}`, (all) => {
      const names = childrenOf(all, span).map(({ name }) => name);
      return names.length === count ? names.sort() : undefined;
    });

  it("show a request from the call to the commit", async () => {
    const { traceId, spanId, traceparent } = newTrace();
    const { status, body } = await client.post("/sessions", newSession({ session_data: TOKEN }), {
      traceparent,
      authorization: `Bearer ${BEARER}`,
    });
    expect(status).toBe(201);

    const call = await inTrace(traceId, "POST /api/v1/sessions");
    expect(call).toMatchObject({
      parentSpanId: spanId,
      kind: 2,
      resource: { "service.name": "assent-api", "deployment.environment.name": "test" },
    });
    expect(call.attributes).toMatchObject({
      "http.request.method": "POST",
      "http.route": "/api/v1/sessions",
      "http.response.status_code": 201,
      "url.path": "/api/v1/sessions",
    });
    const send = await inTrace(traceId, "send session.create");
    expect(send).toMatchObject({ parentSpanId: call.spanId, kind: 4, attributes: { "messaging.message.id": body.job_id } });
    const work = await inTrace(traceId, "process session.create");
    expect(work).toMatchObject({ parentSpanId: send.spanId, kind: 5, resource: { "service.name": "assent-worker" } });
    expect(work.attributes).toMatchObject({
      "messaging.operation.type": "process",
      "messaging.destination.name": "session.create",
      "messaging.message.id": body.job_id,
      "assent.worker.id": worker.id,
      "assent.job.status": "completed",
    });
    expect(await stepsOf(work, STEPS.length)).toEqual(STEPS);
    const steps = childrenOf(spans, work);
    const commit = steps.find(({ name }) => name === "commit");
    expect(commit?.endTimeUnixNano).toBe(work.endTimeUnixNano);
    for (const step of steps) expect(Number(step.startTimeUnixNano)).toBeGreaterThanOrEqual(Number(work.startTimeUnixNano));

    expect((await settled(client, body.job_id)).trace_id).toBe(traceId);
  });

  it("begin with a call that brings none, and name themselves in its problem document", async () => {
    const { status, body } = await client.get("/sessions/0192a000-0000-7000-8000-00000000ffff");
    expect(status).toBe(404);
    const call = await inTrace(body.trace_id, "GET /api/v1/sessions/:id");
    expect(call.parentSpanId).toBeUndefined();
    expect(call.attributes).toMatchObject({ "http.response.status_code": 404, "assent.request.id": body.instance.split(":").at(-1) });
  });

  it("name a call of no route by its method alone: its path may be anything", async () => {
    const { traceId, traceparent } = newTrace();
    const { status, body } = await client.get(`/${TOKEN}`, { traceparent });
    expect([status, body.trace_id]).toEqual([404, traceId]);
    const { attributes } = await inTrace(traceId, "GET");
    expect(attributes).toMatchObject({ "http.request.method": "GET", "http.response.status_code": 404 });
    expect(attributes).not.toHaveProperty("url.path");
  });

  it("link a batch to its jobs, and each job to its batch", async () => {
    const traces = Array.from({ length: 20 }, () => newTrace());
    await Promise.all(traces.map(({ traceparent }) => submit(client, {}, { traceparent })));
    const batch = await found("a batch", (all) => all.find(({ name }) => name === "process_batch session.create"));
    expect(batch.parentSpanId).toBeUndefined();
    expect(traces.map(({ traceId }) => traceId)).not.toContain(batch.traceId);
    expect(batch.attributes["messaging.batch.message_count"]).toBe(batch.links.length);
    expect(batch.links.length).toBeGreaterThan(1);
    for (const { traceId, spanId } of batch.links) {
      const work = await inTrace(traceId, "process session.create");
      expect(work).toMatchObject({ parentSpanId: spanId, endTimeUnixNano: batch.endTimeUnixNano });
      expect(work.links).toMatchObject([{ traceId: batch.traceId, spanId: batch.spanId }]);
      expect(await inTrace(traceId, "send session.create")).toMatchObject({ spanId });
    }
    expect(await stepsOf(batch, STEPS.length)).toEqual(STEPS);
    for (const { traceId } of traces) await inTrace(traceId, "process session.create");
  });

  it("show an attempt that failed, by its code alone, and so does the log", async () => {
    const { traceId, traceparent } = newTrace();
    const job = await submit(client, { sportsbook: "poison_throws" }, { traceparent, "x-request-id": "r-1" });
    expect(await settled(client, job)).toMatchObject({ status: "failed", trace_id: traceId });
    const work = await inTrace(traceId, "process session.create");
    expect(work).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "TypeError" } });
    expect(await stepsOf(work, 2)).toEqual(["claim", "run"]);
    const about = { job_id: job, trace_id: traceId, request_id: "r-1" };
    expect(await worker.event("job.attempt_failed")).toMatchObject(about);
    expect(await worker.event("job.failed")).toMatchObject(about);
  });

  it("leave out what a caller does not keep", async () => {
    const left = newTrace(false);
    const kept = newTrace();
    const { body } = await client.post("/sessions", newSession(), { traceparent: left.traceparent });
    await client.post("/sessions", newSession(), { traceparent: kept.traceparent });
    await inTrace(kept.traceId, "process session.create");
    expect(spans.filter(({ traceId }) => traceId === left.traceId)).toEqual([]);
    expect((await settled(client, body.job_id)).trace_id).toBe(left.traceId);
  });

  it("leave out what the sampler does not keep: it is in no trace but its caller's, and the worker makes nothing of it", async () => {
    const { client: sparing } = await startApi({ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" });
    const [callers, kept] = [newTrace(), newTrace()];
    const ofCaller = await sparing.post("/sessions", newSession(), { traceparent: callers.traceparent });
    const ofNobody = await sparing.post("/sessions", newSession());
    const missing = await sparing.get("/sessions/0192a000-0000-7000-8000-00000000ffff");
    expect(missing.body).not.toHaveProperty("trace_id");

    await client.post("/sessions", newSession(), { traceparent: kept.traceparent });
    await inTrace(kept.traceId, "process session.create");
    const jobs = [ofCaller.body.job_id, ofNobody.body.job_id];
    expect(spans.filter(({ attributes }) => jobs.includes(attributes["messaging.message.id"]))).toEqual([]);
    expect((await settled(client, ofCaller.body.job_id)).trace_id).toBe(callers.traceId);
    expect((await settled(client, ofNobody.body.job_id)).trace_id).toBeNull();
  });

  it("are sent before a process ends", async () => {
    const patient = { OTEL_BSP_SCHEDULE_DELAY: "60000" };
    const api = await startApi(patient);
    const { traceId, traceparent } = newTrace();
    await api.client.get("/jobs", { traceparent });
    api.kill("SIGTERM");
    expect(await api.exit).toMatchObject({ code: 0 });
    expect(spans.find((span) => span.traceId === traceId)?.name).toBe("GET /api/v1/jobs");
  });

  it("hold nothing that is secret", () => {
    const all = bodies.join("\n");
    expect(all).toContain("messaging.message.id");
    for (const secret of [TOKEN, BEARER, "poison", ...Object.values(SECRETS)]) expect(all).not.toContain(secret);
  });
});

describe("without a collector", async () => {
  const { startApi, startWorker } = await fleet();

  async function livesOf(env: Record<string, string>) {
    const api = await startApi(env, LOADED);
    const worker = await startWorker({ node: LOADED, env });
    const { traceId, traceparent } = newTrace();
    const { status } = await api.client.post("/sessions", newSession(), { traceparent });
    expect(status).toBe(201);
    const refused = await api.client.get("/sessions/none", { traceparent });
    for (const process of [api, worker]) process.kill("SIGTERM");
    const exits = await Promise.all([api.exit, worker.exit]);
    for (const exit of exits) expect(exit.code).toBe(0);
    return { traceId, refused: refused.body, exits };
  }

  it("nothing but the API of OpenTelemetry is loaded, and a caller's trace is named all the same", async () => {
    const { traceId, refused, exits } = await livesOf({});
    expect(exits.map(packagesIn)).toEqual([["@opentelemetry/api"], ["@opentelemetry/api"]]);
    expect(refused.trace_id).toBe(traceId);
  });

  it("that answers, work goes on, and the log says so", async () => {
    const { exits } = await livesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
    for (const exit of exits) {
      expect(packagesIn(exit)).toContain("@opentelemetry/sdk-trace");
      expect(exit.output).toContain('"event":"tracing.failed"');
    }
  });

  it("work goes on where a variable is not valid, and the log names it", async () => {
    const { exits } = await livesOf({ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" });
    for (const { output } of exits) expect(output).toMatch(/"event":"tracing.off".*OTEL_EXPORTER_OTLP_PROTOCOL/);
  });
});
