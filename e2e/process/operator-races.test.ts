/** What an operator does to a job while workers run it: whoever is told "done" is right, and PostgreSQL says the same. */
import { insertJobs, SEED } from "@assent/db";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { fleet, settled, submit } from "../support/fleet.ts";
import { operatorAt } from "../support/operator.ts";
import { startMain } from "../support/process.ts";
import { countOf, newJobRow } from "../support/rows.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const CALLERS = 5;
const JOBS = 30;

describe.each(["postgres", "redis"])("racing workers on %s", (backend) => {
  describe.skipIf(backend === "redis" && !inject("redisUrl"))("", async () => {
    const onRedis = { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() };
    const { database, env, startApi, startWorker } = await fleet({ ...LOGIN, BOARD_PORT: "0", ...(backend === "redis" ? onRedis : {}) });
    const { client } = await startApi();
    const board = startMain("board", { env });
    const operator = operatorAt(String((await board.event("board.listening")).url), LOGIN.BOARD_USER);
    await operator.logIn(LOGIN.BOARD_PASSWORD);

    const allSettled = () => until("all settle", async () => (await countOf(database, "jobs", "status = 'queued'")) === 0, 20_000);
    const factsOf = async (id: string) => {
      const [row] = await database.client`
        select status, (select count(*)::int from sportsbook_sessions where created_by_job = jobs.id) as sessions,
          (select count(*)::int from audit_logs where job_id = jobs.id and action = 'session.created') as created,
          (select count(*)::int from audit_logs where job_id = jobs.id and action = 'consent.checked') as checked,
          (select count(*)::int from audit_logs where job_id = jobs.id and action = 'job.cancelled') as cancelled,
          (select count(*)::int from audit_logs where job_id = jobs.id and action = 'job.retried') as retried
        from jobs where id = ${id}`;
      return row;
    };

    async function cancelTwice(i: number) {
      const id = await submit(client);
      if (i % 10 === 9) await settled(client, id);
      const cancels = await Promise.all([client.delete(`/jobs/${id}`), client.delete(`/jobs/${id}`)]);
      return { id, statuses: cancels.map(({ status }) => status).toSorted() };
    }

    async function cancelOneByOne() {
      const raced: Awaited<ReturnType<typeof cancelTwice>>[] = [];
      for (let i = 0; i < JOBS; i++) raced.push(await cancelTwice(i));
      return raced;
    }

    it("a cancellation is either in time, and then the job does nothing, or too late, and says so", async () => {
      const racing = Promise.all(Array.from({ length: CALLERS }, cancelOneByOne));
      await Promise.all([startWorker(), startWorker()]);
      const raced = (await racing).flat();
      await allSettled();
      const inTime = raced.filter(({ statuses }) => statuses.includes(200));
      const late = raced.filter(({ statuses }) => !statuses.includes(200));
      expect(Math.min(inTime.length, late.length)).toBeGreaterThan(0);
      for (const { id, statuses } of inTime) {
        expect(statuses).toEqual([200, 409]);
        expect(await factsOf(id)).toMatchObject({ status: "cancelled", sessions: 0, created: 0, cancelled: 1 });
      }
      for (const { id, statuses } of late) {
        expect(statuses).toEqual([409, 409]);
        expect(await factsOf(id)).toMatchObject({ status: "completed", sessions: 1, created: 1, cancelled: 0 });
      }
    });

    it("of several who retry a job one succeeds, and it runs once, unless it is cancelled in between", async () => {
      const payload = { consent_id: SEED.valid.consentId, user_id: SEED.valid.userId };
      const rows = Array.from({ length: JOBS }, () => newJobRow({ name: "consent.check" }, payload));
      await insertJobs(database.db, rows);
      const ids = rows.map(({ id }) => id);
      await database.client`update jobs set status = 'failed', settled_at = clock_timestamp(), attempts = 5 where id = any(${ids})`;

      const race = async (id: string) => {
        const [fromBoard, cancelled, ...retries] = await Promise.all([
          operator.send("PUT", `/queues/api/queues/consent.check/${id}/retry`),
          client.delete(`/jobs/${id}`),
          client.post(`/jobs/${id}/retry`),
          client.post(`/jobs/${id}/retry`),
        ]);
        return { id, cancelled: cancelled.status, retries: [fromBoard, ...retries].map(({ status }) => status) };
      };
      const raced = await Promise.all(ids.map(race));
      await allSettled();
      for (const { id, cancelled, retries } of raced) {
        expect(retries.filter((status) => status === 200 || status === 204)).toHaveLength(1);
        expect(retries.filter((status) => status === 409)).toHaveLength(2);
        const inTime = cancelled === 200;
        const done = { status: "completed", checked: 1, cancelled: 0, retried: 1 };
        expect(await factsOf(id)).toMatchObject(inTime ? { status: "cancelled", checked: 0, cancelled: 1, retried: 1 } : done);
      }
    });
  });
});
