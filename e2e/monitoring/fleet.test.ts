/** A real Prometheus that scrapes a real fleet under load: the dashboard shows something, and an alert fires and clears. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "@assent/db";
import { queuePrefix, until } from "@assent/testkit";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { fleet, submit, type WorkerProcess } from "../support/fleet.ts";
import { type Load, startLoad } from "../support/load.ts";
import { type OwnPrometheus, ownPrometheus } from "../support/own-prometheus.ts";
import { ROOT, startMain } from "../support/process.ts";
import { hasPrometheus } from "../support/prometheus.ts";
import { scalingQueries } from "../support/scaling.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1", BOARD_PORT: "0" };
const CLIENTS = 3;
const PATIENCE_MS = 40_000;
const textOf = (name: string) => readFileSync(join(ROOT, "deploy/monitoring", name), "utf8");

/** What takes minutes takes seconds here. */
const hasty = (rules: string) => rules.replace(/for: \w+$/gm, "for: 1s").replace(/\[\w+\]/g, "[6s]");

interface Panel {
  title: string;
  targets?: { expr: string }[];
}
const panels: Panel[] = JSON.parse(textOf("dashboard.json")).panels;
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }): [title: string, expr: string] => [title, expr]));

describe.skipIf(!hasPrometheus)("a Prometheus that scrapes a fleet", async () => {
  const onRedis = inject("redisUrl") ? { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() } : {};
  const { env, startApi, startWorker } = await fleet({ METRICS_PORT: "0", ...LOGIN, ...onRedis });
  let prometheus: OwnPrometheus;
  let load: Load;
  let worker: WorkerProcess;
  const firing = async (name: string) => (await prometheus.firing()).filter(({ alertname }) => alertname === name);

  async function addWorker() {
    worker = await startWorker();
    prometheus.scrape("worker", worker.health);
  }

  beforeAll(async () => {
    prometheus = await ownPrometheus(hasty(textOf("alerts.yaml")));
    const [api, board] = [await startApi(), startMain("board", { env })];
    for (const [job, one] of Object.entries({ engine: api, board }))
      prometheus.scrape(job, String((await one.event("metrics.listening"))["url"]));
    await addWorker();
    load = startLoad(api.client, CLIENTS);
    await submit(api.client, { user_id: SEED.withdrawn.userId, consent_id: SEED.withdrawn.consentId });
    for (let i = 1; i <= 20; i++) await submit(api.client, { expires_at: new Date(Date.now() + i * 500).toISOString() });
    await until(
      "it has seen refusals and expired sessions",
      async () => {
        const seen = await prometheus.query("assent_jobs_refused_total > 0 and on () assent_session_expiry_lateness_seconds_count > 2");
        return seen.length > 0;
      },
      PATIENCE_MS,
    );
  }, 90_000);
  afterAll(() => load?.stop());

  it.each(queries)("has something to show under %s: %s", async (_, expr) => {
    const now = expr.replaceAll("$__rate_interval", "5m");
    await until("it gives a figure", async () => (await prometheus.query(now)).some(({ value }) => Number.isFinite(value)), PATIENCE_MS);
  });

  it.each(scalingQueries())("gives one figure for what scales workers by %s", async (_, expr) => {
    expect(await prometheus.query(expr)).toEqual([{ labels: expect.any(Object), value: expect.any(Number) }]);
  });

  it("says when nothing settles because the only worker was killed, and when another one has come", async () => {
    for (const name of ["AssentNoWorker", "AssentNothingSettles"])
      await until(`${name} has not begun`, async () => (await firing(name)).length === 0, PATIENCE_MS);
    worker.kill("SIGKILL");
    await worker.exit;
    for (const name of ["AssentNoWorker", "AssentNothingSettles"])
      await until(`${name} fires`, async () => (await firing(name)).length > 0, PATIENCE_MS);
    expect(await firing("AssentNothingSettles")).toContainEqual(expect.objectContaining({ severity: "page", kind: "session.create" }));
    await until("the loss is told", async () => (await firing("AssentWorkerLost")).length > 0, PATIENCE_MS);

    await addWorker();
    for (const name of ["AssentNothingSettles", "AssentNoWorker"])
      await until(`${name} is over`, async () => (await firing(name)).length === 0, PATIENCE_MS);
  });
});
