/** SIGTERM under load: what was begun is ended, what comes then is sent elsewhere in so many words, and nothing is left behind. */
import { createBroker } from "@assent/jobs";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { keepCalling, type Outcome } from "../support/callers.ts";
import { fleet, submit } from "../support/fleet.ts";
import { operatorAt } from "../support/operator.ts";
import { startMain } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { countOf } from "../support/rows.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const create = (prefer: string) => ({ method: "POST", path: "/api/v1/sessions", headers: { prefer }, body: JSON.stringify(newSession()) });

/** @returns the calls that were neither answered as usual nor sent away in order. */
const failedOf = (outcomes: Outcome[], usual: number[]) =>
  outcomes.filter(({ status = 0, connection }) => !usual.includes(status) && !(status === 503 && connection === "close"));

describe("SIGTERM under load", async () => {
  const { database, env, startApi, startWorker } = await fleet({ ...LOGIN, BOARD_PORT: "0" });

  it("makes an API answer all that came, on connections that are busy as on those that rest a moment, and lose none of it", async () => {
    const running = await startWorker();
    for (let round = 0; round < 5; round++) {
      const api = await startApi();
      const busy = keepCalling(api.url, 20, () => create("respond-async"));
      const resting = keepCalling(api.url, 40, () => create("wait=10"), 100);
      await Promise.all([busy.answered(200), resting.answered(40)]);
      api.kill("SIGTERM");
      const outcomes = (await Promise.all([busy.over, resting.over])).flat();
      expect(failedOf(outcomes, [201, 202])).toEqual([]);
      expect(await api.exit).toMatchObject({ code: 0 });
      const accepted = outcomes.filter(({ status }) => status === 201 || status === 202).map(({ body = "" }) => JSON.parse(body).job_id);
      expect(await countOf(database, "jobs", `id = any('{${accepted.join(",")}}')`)).toBe(accepted.length);
    }
    running.kill("SIGTERM");
    expect(await running.exit).toMatchObject({ code: 0 });
  });

  it("ends the event streams of an API, and says why and when to come back", async () => {
    const api = await startApi();
    const jobs = await Promise.all(Array.from({ length: 20 }, () => submit(api.client)));
    const streams = await Promise.all(jobs.map((job) => fetch(`${api.url}/api/v1/jobs/${job}/events`)));
    api.kill("SIGTERM");
    for (const stream of streams)
      expect(await stream.text()).toMatch(/^event: job\ndata: \{.*\}\n\nretry: 1000\nevent: end\ndata: \{"reason":"stopping"\}\n\n$/);
    expect(await api.exit).toMatchObject({ code: 0 });
  });

  it("makes a board answer all that came", async () => {
    const board = startMain("board", { env });
    const url = String((await board.event("board.listening")).url);
    const { cookies } = await operatorAt(url, LOGIN.BOARD_USER).logIn(LOGIN.BOARD_PASSWORD);
    const cookie = cookies.map((one) => one.split(";")[0]).join("; ");
    const callers = keepCalling(url, 20, () => ({ path: "/queues/api/queues", headers: { cookie } }), 20);
    await callers.answered(60);
    board.kill("SIGTERM");
    expect(failedOf(await callers.over, [200])).toEqual([]);
    expect(await board.exit).toMatchObject({ code: 0 });
  });
});

describe.each(["postgres", "redis"])("SIGTERM for a worker on %s", (backend) => {
  describe.skipIf(backend === "redis" && !inject("redisUrl"))("", async () => {
    const onRedis = { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() };
    const { database, env, startApi, startWorker } = await fleet(backend === "redis" ? onRedis : {});
    const broker = createBroker({
      ...{ name: "test", databaseUrl: database.url, redisUrl: env["REDIS_URL"], prefix: env["QUEUE_PREFIX"] ?? "", onError: () => {} },
    });

    it("leaves no job behind: none is held by the dead, and another worker ends the rest at once", async () => {
      const api = await startApi();
      const first = await startWorker();
      const callers = keepCalling(api.url, 20, () => create("respond-async"));
      await callers.answered(300);
      first.kill("SIGTERM");
      expect(await first.exit).toMatchObject({ code: 0 });
      expect(await broker.queues.get("session.create")?.getActiveCount()).toBe(0);
      api.kill("SIGTERM");
      expect(failedOf(await callers.over, [202])).toEqual([]);

      const second = await startWorker();
      await until("all is done", async () => (await countOf(database, "jobs", "status = 'queued'")) === 0, 8_000);
      const jobs = await countOf(database, "jobs", "status = 'completed'");
      expect(await countOf(database, "jobs")).toBe(jobs);
      expect(await countOf(database, "sportsbook_sessions")).toBe(jobs);
      expect(await countOf(database, "audit_logs", "action = 'session.created'")).toBe(jobs);
      second.kill("SIGTERM");
      await second.exit;
      await broker.close();
    });
  });
});
