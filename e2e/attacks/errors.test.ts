/** Errors quote what they were about. Wherever a job or a request breaks, none of their words leaves the process but in its log. */
import { boardEnv, startBoard } from "@assent/board";
import { readEnv } from "@assent/runtime";
import { queuePrefix, until } from "@assent/testkit";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { everyKey, everyTable, hitsIn, newCanary } from "../support/canary.ts";
import { givenQueuedJob } from "../support/given.ts";
import { operatorAt } from "../support/operator.ts";
import { expectProblem } from "../support/problems.ts";
import { newSession } from "../support/requests.ts";
import { settledRow } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";
import { dropTrigger } from "../support/triggers.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const HTML = { accept: "text/html" };
const INTERNAL = "Something went wrong on our side; the request id names it in the log.";
const canary = newCanary();

/** One attempt is left of a standard kind's. */
const LAST_ATTEMPT = 4;

describe.each(["postgres", "redis"])("on %s", (backend) => {
  describe.skipIf(backend === "redis" && !inject("redisUrl"))("", async () => {
    const [prefix, redisUrl] = [queuePrefix(), inject("redisUrl") ?? ""];
    const env: Record<string, string> = backend === "redis" ? { REDIS_URL: redisUrl, QUEUE_PREFIX: prefix } : { REDIS_URL: "" };
    const { client, database, startWorker, stop, variables, log } = await startSystem({ workers: 0, env });
    const { client: sql } = database;
    const board = await startBoard(readEnv(boardEnv, { QUEUE_PREFIX: prefix, ...variables, ...LOGIN, BOARD_PORT: "0" }), log);
    afterAll(() => board.stop(AbortSignal.timeout(5_000)));
    const operator = operatorAt(board.url, LOGIN.BOARD_USER);
    await operator.logIn(LOGIN.BOARD_PASSWORD);

    /** As a driver's error is: with the row's values in its message, its detail and its hint. */
    const breakAt = async (table: string, when: string, event = "insert") => {
      await sql.unsafe(`create or replace function break_down() returns trigger language plpgsql as $$
        begin raise exception using message = '${canary}', detail = '${canary}', hint = '${canary}', errcode = 'P0001'; end $$;
        create trigger breaks before ${event} on ${table} for each row when (${when}) execute function break_down()`);
      return () => dropTrigger(database, "breaks", table);
    };
    let mend: (() => Promise<unknown>) | undefined;
    afterEach(async () => {
      await mend?.();
      mend = undefined;
    });

    it.each([
      ["does its work", "sportsbook_sessions", "true"],
      ["settles", "jobs", "new.status = 'completed'", "update"],
    ])("of a job that breaks as it %s only a code is told", async (_, table, when, event = "insert") => {
      const id = await givenQueuedJob(client);
      await sql`update jobs set attempts = ${LAST_ATTEMPT} where id = ${id}`;
      mend = await breakAt(table, when, event);
      const worker = await startWorker();
      expect((await settledRow(database, id, 20_000)).problem).toMatchObject({ reasons: ["P0001"] });
      const raw = `/queues/api/queues/session.create/${id}`;
      await until("BullMQ has heard of it", async () => (await operator.get(raw)).text.includes("P0001"));
      await stop(worker);
      const told = {
        ...{ job: JSON.stringify(await client.get(`/jobs/${id}`)), why: JSON.stringify(await client.get(`/jobs/${id}/diagnosis`)) },
        ...{ page: (await operator.get(`/jobs/${id}`, HTML)).text, raw: (await operator.get(raw)).text },
        ...{ ...(await everyTable(database)), ...(backend === "redis" ? { redis: await everyKey(redisUrl, prefix) } : {}) },
      };
      expect(hitsIn(told, [canary])).toEqual([]);
    });

    it("of a request that breaks nothing is told but that it did", async () => {
      mend = await breakAt("jobs", "true");
      const answer = await client.post("/sessions", newSession());
      expectProblem(answer, "internal", { detail: INTERNAL });
      expect(Object.keys(answer.body).toSorted()).toEqual(["detail", "instance", "status", "title", "type"]);
    });

    it("nor by a table that is not as it should be, in the API, on the board's pages or in the raw queues", async () => {
      const [bullmq] = await sql`select tablename as name from pg_tables where schemaname = 'bullmq' and tablename like 'job%' limit 1`;
      const tables = ["public.jobs", "public.sportsbook_sessions", ...(bullmq ? [`bullmq.${bullmq["name"]}`] : [])];
      for (const table of tables) await sql.unsafe(`alter table ${table} rename to away_${table.split(".")[1]}`);
      mend = async () => {
        for (const [schema, name] of tables.map((table) => table.split(".")))
          await sql.unsafe(`alter table ${schema}.away_${name} rename to ${name}`);
      };
      const asked = { sessions: client.get("/sessions"), jobs: client.get("/jobs") };
      const pages = { page: operator.get("/jobs", HTML), raw: operator.get("/queues/api/queues") };
      const told = { api: JSON.stringify([(await asked.sessions).body, (await asked.jobs).body]), page: (await pages.page).text };
      expect([(await asked.sessions).status, (await pages.page).status]).toEqual([503, 503]);
      expect(hitsIn({ ...told, raw: (await pages.raw).text }, ["relation", "42P01", "does not exist", "sportsbook_sessions"])).toEqual([]);
    });
  });
});
