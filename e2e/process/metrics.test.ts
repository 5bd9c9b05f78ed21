import { randomUUID } from "node:crypto";
import { SEED } from "@assent/db";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import type { Client } from "../support/client.ts";
import { fleet, settled, submit } from "../support/fleet.ts";
import { freePort } from "../support/ports.ts";
import { ownPostgres } from "../support/postgres.ts";
import { startMain } from "../support/process.ts";
import { hasPrometheus, promtool } from "../support/prometheus.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";
import { newSession } from "../support/requests.ts";
import { scrape } from "../support/scrape.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1", BOARD_PORT: "0" };
const VARIED = 10_000;
const CALLERS = 50;
const METHODS = ["PUT", "PROPFIND", "SEARCH", "LOCK", "UNLINK", "REPORT"];
/** It takes 10 s, and far longer beside other suites. */
const VARIED_MS = 180_000;
/** There are about 350. One label that varied with the request would alone make 500. */
const MOST_SERIES = 500;

describe("what is scraped", async () => {
  const { env, startApi, startWorker } = await fleet({ METRICS_PORT: "0", ...LOGIN });
  const api = await startApi();
  const worker = await startWorker();
  const board = startMain("board", { env });
  const ofWorker = worker.health.replace(/health$/, "metrics");
  const [ofApi, ofBoard] = (await Promise.all([api, board].map((one) => one.event("metrics.listening")))).map(({ url }) => String(url));
  const urls = { api: ofApi ?? "", worker: ofWorker, board: ofBoard ?? "" };

  it("counts a job where it is accepted and where it runs, and why one was refused", async () => {
    await settled(api.client, await submit(api.client));
    await settled(api.client, await submit(api.client, { user_id: SEED.withdrawn.userId, consent_id: SEED.withdrawn.consentId }));
    await settled(api.client, await submit(api.client, { expires_at: new Date(Date.now() + 700).toISOString() }));
    const accepted = await scrape(urls.api);
    const kind = { kind: "session.create" };
    expect(accepted.sum("assent_jobs_accepted_total", kind)).toBe(3);
    expect(accepted.sum("assent_http_requests_total", { method: "POST", route: "/api/v1/sessions", status: "202" })).toBe(3);
    expect(accepted.sum("assent_http_request_seconds_count", { route: "/api/v1/jobs/:id" })).toBeGreaterThanOrEqual(3);
    expect(accepted.sum("assent_postgres_answer_seconds_count", { pool: "assent-api" })).toBeGreaterThanOrEqual(3);

    const ran = await until("a session has expired", async () => {
      const now = await scrape(urls.worker);
      return now.sum("assent_jobs_settled_total", { kind: "session.expire", status: "completed" }) === 1 && now;
    });
    expect(ran.sum("assent_jobs_settled_total", { ...kind, status: "completed" })).toBe(2);
    expect(ran.sum("assent_jobs_refused_total", { ...kind, reason: "consent_withdrawn" })).toBe(1);
    for (const what of ["start", "run", "total"]) expect(ran.sum(`assent_job_${what}_seconds_count`, kind)).toBe(3);
    expect(ran.sum("assent_job_batch_size_sum", kind)).toBe(3);
    expect(ran.sum("assent_session_expiry_lateness_seconds_count")).toBeGreaterThanOrEqual(1);
    expect(ran.sum("assent_session_expiry_lateness_seconds_sum")).toBeLessThan(10);
    expect(ran.sum("process_resident_memory_bytes")).toBeGreaterThan(30 * 2 ** 20);
    expect(ran.sum("process_start_time_seconds")).toBeGreaterThan(Date.now() / 1_000 - 600);
  });

  it("tells of the fleet at the API and the board, and not at each worker", async () => {
    for (const url of [urls.api, urls.board]) {
      const seen = await until("the worker is counted", async () => {
        const now = await scrape(url);
        return now.sum("assent_workers", { status: "running" }) === 1 && now;
      });
      expect(seen.sum("assent_jobs_backlog", { kind: "session.create" })).toBe(0);
      expect(seen.sum("assent_jobs_oldest_age_seconds")).toBe(0);
      expect([seen.sum("assent_postgres_up"), seen.sum("assent_broker_up"), seen.sum("assent_kind_paused")]).toEqual([1, 1, 0]);
      expect(seen.sum("assent_postgres_roundtrip_seconds")).toBeLessThan(2);
    }
    expect((await scrape(urls.worker)).text).not.toMatch(/assent_(jobs_backlog|workers\b|postgres_up)/);
  });

  it.skipIf(!hasPrometheus)("is what promtool finds nothing wrong with", async () => {
    for (const url of Object.values(urls)) expect(promtool(["check", "metrics"], (await scrape(url)).text)).toBe("");
  });

  it("is not on the port for callers, and nothing else is on that for metrics", async () => {
    expect((await api.client.get("//metrics")).status).toBe(404);
    expect((await fetch(urls.api.replace("/metrics", "/api/v1/jobs"))).status).toBe(404);
  });

  it(
    `has no more series after ${VARIED} varied requests than the routes account for, and names nobody`,
    async () => {
      await sendVaried(api.client, api.url, VARIED);
      const { series, text } = await scrape(urls.api);
      expect(series.length).toBeLessThan(MOST_SERIES);
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
      for (const name of ["user-", "nothing-", "book_"]) expect(text).not.toContain(name);
    },
    VARIED_MS,
  );
});

/** Of each sort some, with other ids, users, values, methods and paths each time. */
async function sendVaried(client: Client, url: string, count: number) {
  const sorts: ((i: number) => Promise<unknown>)[] = [
    () => client.get(`/jobs/${randomUUID()}`),
    () => client.get(`/sessions/${randomUUID()}`),
    (i) => client.get(`//nothing-${i}/${randomUUID()}`),
    (i) => client.get(`/sessions?sportsbook=book_${i}&user_id=${randomUUID()}`),
    (i) => client.get(`/jobs?limit=${i}&other-${i}=1`),
    (i) => client.post("/sessions", newSession({ user_id: `user-${i}` })),
    (i) => client.post("/consents", { purpose: `purpose_${i}`, [`field${i}`]: i }),
    () => client.delete(`/jobs/${randomUUID()}`),
    (i) => client.with({ authorization: `Bearer user-${i}` }).get(`/workers/${randomUUID()}`),
    (i) => fetch(`${url}/api/v1/jobs/${i}`, { method: METHODS[i % METHODS.length] ?? "" }).then((answer) => answer.text()),
    (i) => (i % 100 === 0 ? submit(client, { user_id: randomUUID(), consent_id: randomUUID() }) : client.get("//health")),
  ];
  let next = 0;
  const call = async () => {
    for (let i = next++; i < count; i = next++) await sorts[i % sorts.length]?.(i);
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
}

describe("without METRICS_PORT", async () => {
  it("nothing is served", async () => {
    const { startApi } = await fleet();
    const api = await startApi();
    api.kill("SIGTERM");
    expect((await api.exit).output).not.toContain("metrics.listening");
  });
});

describe("while PostgreSQL is silent", async () => {
  it("the rest is told, within the time that Prometheus has", async () => {
    const { database, freeze, thaw } = await ownPostgres();
    const { startApi } = await fleet({ METRICS_PORT: "0" }, database);
    const api = await startApi();
    const url = String((await api.event("metrics.listening"))["url"]);
    expect((await scrape(url)).sum("assent_postgres_up")).toBe(1);
    freeze();
    const since = performance.now();
    const seen = await until("it is known", async () => {
      const now = await scrape(url);
      return now.sum("assent_postgres_up") === 0 && now;
    });
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(seen.sum("assent_jobs_backlog")).toBeUndefined();
    expect(seen.sum("assent_http_requests_total") ?? 0).toBeGreaterThanOrEqual(0);
    expect(seen.sum("process_resident_memory_bytes")).toBeGreaterThan(0);
    thaw();
    await until("it is back", async () => (await scrape(url)).sum("assent_postgres_up") === 1, 20_000);
  });
});

describe.skipIf(!redisProgram)("while Redis is away", async () => {
  it("says so", async () => {
    const redis = ownRedis(await freePort());
    await redis.start();
    const { startApi } = await fleet({ METRICS_PORT: "0", REDIS_URL: redis.url, QUEUE_PREFIX: queuePrefix() });
    const api = await startApi();
    const url = String((await api.event("metrics.listening"))["url"]);
    expect((await scrape(url)).sum("assent_broker_up")).toBe(1);
    await redis.kill();
    await until("it is known", async () => (await scrape(url)).sum("assent_broker_up") === 0);
    await api.client.post("/sessions", newSession(), { prefer: "respond-async" });
    const seen = await until("it is counted", async () => {
      const now = await scrape(url);
      return (now.sum("assent_jobs_undelivered_total") ?? 0) > 0 && now;
    });
    expect(seen.sum("assent_broker_errors_total")).toBeGreaterThan(0);
    expect(seen.sum("assent_postgres_up")).toBe(1);
  });
});
