/** What a process costs to have, started from its sources and from the bundle that the image holds. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { queuePrefix, until } from "@assent/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOf } from "../support/client.ts";
import { fleet } from "../support/fleet.ts";
import { collector } from "../support/otlp.ts";
import { freePort } from "../support/ports.ts";
import { NODE, type Process, ROOT, startProgram } from "../support/process.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";
import { newSession } from "../support/requests.ts";

const MIB = 2 ** 20;
const SETTLED_MS = 3_000;
const BUNDLE = join(ROOT, `node_modules/.cache/assent-bundle-${process.pid}`);
const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1", BOARD_PORT: "0" };
const ways = [
  { way: "sources", idleMiB: 150, at: (name: string) => [join(ROOT, `apps/${name}/src/main.ts`)] },
  { way: "bundle", idleMiB: 120, at: (name: string) => ["--max-semi-space-size=16", "--enable-source-maps", join(BUNDLE, `${name}.js`)] },
];

describe.skipIf(!redisProgram)("what is started", async () => {
  const redis = ownRedis(await freePort());
  const traces = await collector();
  const { database, env, worker } = await fleet({ ...LOGIN, REDIS_URL: redis.url, QUEUE_PREFIX: queuePrefix() });
  beforeAll(async () => {
    await redis.start();
    expect(await startProgram(NODE, ["deploy/bundle.mjs", BUNDLE], { cwd: ROOT }).exit).toMatchObject({ code: 0, output: "" });
  });
  afterAll(() => rm(BUNDLE, { recursive: true, force: true }));

  async function stop(started: Process) {
    started.kill("SIGTERM");
    const { code, output } = await started.exit;
    expect(code, output).toBe(0);
  }

  describe.each(ways)("from $way", ({ at, idleMiB }) => {
    const start = (name: string, ...args: string[]) => startProgram(NODE, [...at(name), ...args], { env });
    const startTraced = (name: string) => startProgram(NODE, at(name), { env: { ...env, ...traces.env } });

    it("is a worker that idles on little memory and few connections", async () => {
      const started = start("worker");
      const id = String((await started.event("worker.registered"))["worker_id"]);
      await worker(id, "running");
      const row = await until("it has settled", async () => {
        const now = await worker(id, "running");
        return now.lastHeartbeatAt.getTime() - now.startedAt.getTime() > SETTLED_MS && now;
      });
      expect(Math.round(row.rssBytes / MIB)).toBeLessThanOrEqual(idleMiB);
      const toPostgres = await database.client`
        select application_name as name from pg_stat_activity
        where datname = current_database() and application_name in ('assent-worker', 'assent-maintenance', 'assent-heartbeat')`;
      expect(toPostgres.map(({ name }) => name).sort()).toEqual(["assent-heartbeat", "assent-maintenance"]);
      expect(await redisConnections(redis.url)).toBeLessThanOrEqual(9);
      await stop(started);
    });

    it("is an API with its documentation, a worker and a board that work, with traces", async () => {
      const [api, taking, board] = [startTraced("api"), startTraced("worker"), start("board")];
      const { url } = await api.event("api.listening");
      const { status, body } = await clientOf(String(url)).post("/sessions", newSession());
      expect(status).toBe(201);
      await traces.found("the work", (all) =>
        all.find(({ name, attributes }) => name === "process session.create" && attributes["messaging.message.id"] === body.job_id),
      );
      for (const path of ["api/docs", "api/docs/swagger-ui.css"]) expect(await readWhole(`${url}/${path}`)).toBe(200);
      const login = await fetch(`${(await board.event("board.listening"))["url"]}/queues`, { headers: { accept: "text/html" } });
      expect([login.status, new URL(login.url).pathname]).toEqual([200, "/login"]);
      await Promise.all([api, taking, board].map(stop));
    });

    it("is a command line that migrates and mints tokens", async () => {
      expect(await start("cli", "migrate").exit).toMatchObject({ code: 0, output: "The database is up to date.\n" });
      expect(await start("cli", "token", "--sub", "bundled").exit).toMatchObject({ code: 0, output: expect.stringMatching(/^eyJ/) });
    });
  });
});

/** An answer that nobody reads to its end keeps the API from stopping. @returns the status */
async function readWhole(url: string): Promise<number> {
  const answer = await fetch(url);
  await answer.text();
  return answer.status;
}

async function redisConnections(url: string): Promise<number> {
  const own = new Redis(url);
  const list = String(await own.client("LIST"));
  own.disconnect();
  return list.trim().split("\n").length - 1;
}
