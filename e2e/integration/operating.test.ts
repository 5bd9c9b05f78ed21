/** What operators do to many jobs and to whole kinds, and the figures they look at; on both backends. */
import { findJob, findOperation, insertJobs, recentFigures, SEED, searchJobs, seedDevelopmentData } from "@assent/db";
import { newId, quantileMs, Refusal } from "@assent/domain";
import {
  advanceOperation,
  cancelOperation,
  consentCheck,
  createTally,
  deliver,
  deliveriesOf,
  pauseKind,
  resumeKind,
  sessionCreate,
  startOperation,
} from "@assent/jobs";
import { backendOfTest, testDatabase } from "@assent/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { consume, testBroker } from "../support/consumer.ts";
import { accept, countOf, newJobRow, settledRow } from "../support/rows.ts";

const { userId, consentId } = SEED.valid;
const payload = { consent_id: consentId, user_id: userId };
const operator = { principal: "board:test", requestId: "request-1" };

describe.skipIf(!backendOfTest().available)("operating", async () => {
  const database = await testDatabase();
  const { db, client } = database;
  await seedDevelopmentData(db);
  const broker = await testBroker(database);
  const auditOf = (subject: string) => client`select action, actor, detail from audit_logs where subject = ${subject} order by id`;
  beforeEach(async () => void (await client`update jobs set status = 'cancelled', settled_at = now() where status = 'queued'`));

  const accepted = async (...principals: string[]) => {
    const rows = principals.map((principal) => newJobRow(consentCheck, payload, { principal, requestId: `of-${principal}` }));
    await insertJobs(db, rows);
    return rows.map(({ id }) => id);
  };
  const allFailed = (ids: string[]) =>
    client`update jobs set status = 'failed', settled_at = now(), attempts = 5 where id = any(${ids}::uuid[])`;

  describe("figures", () => {
    it("add up over processes, with what they took and why they were refused", async () => {
      const tallies = [createTally(), createTally()];
      await client`truncate kind_figures, refusal_figures`;
      for (const tally of tallies) {
        tally.accepted("consent.check", 3);
        tally.settled("consent.check", { status: "completed", waitedMs: 40, tookMs: 3 });
        tally.settled("consent.check", { status: "refused", reason: "withdrawn", waitedMs: 40, tookMs: 3 });
        tally.failed("consent.check");
      }
      await Promise.all(tallies.map((tally) => tally.write(db)));
      const minutes = await recentFigures(db, 5);
      const sum = (name: "accepted" | "completed" | "refused" | "failed") => minutes.reduce((total, minute) => total + minute[name], 0);
      expect([sum("accepted"), sum("completed"), sum("refused"), sum("failed")]).toEqual([6, 2, 2, 2]);
      expect(quantileMs(minutes[0]?.start ?? [], 1)).toBe(50);
      expect(quantileMs(minutes[0]?.run ?? [], 1)).toBe(5);
      expect(minutes.flatMap(({ refusals }) => Object.entries(refusals)).at(0)?.[0]).toBe("withdrawn");
    });

    it("are kept when PostgreSQL cannot take them", async () => {
      const tally = createTally();
      tally.accepted("kept.kind", 2);
      await client`alter table kind_figures rename to away`;
      await expect(tally.write(db)).rejects.toThrow();
      await client`alter table away rename to kind_figures`;
      tally.accepted("kept.kind", 1);
      await tally.write(db);
      expect((await recentFigures(db, 5)).find(({ kind }) => kind === "kept.kind")).toMatchObject({ accepted: 3 });
    });

    it("tell of a job that ran how it ended", async () => {
      const tally = createTally();
      await consume(database, broker, [consentCheck], { observer: tally });
      const [id = ""] = await accept(database, consentCheck, [payload]);
      await deliver(broker, deliveriesOf([{ id, kind: consentCheck.name }]));
      await settledRow(database, id);
      await client`truncate kind_figures`;
      await tally.write(db);
      expect(await recentFigures(db, 5)).toMatchObject([{ kind: "consent.check", completed: 1 }]);
    });
  });

  describe("a paused kind", () => {
    it("waits until it is resumed, is audited, and says who paused it", async () => {
      expect(await pauseKind(db, "consent.check", operator, "the lawyers asked")).toMatchObject({ pausedBy: "board:test" });
      expect(await pauseKind(db, "consent.check", operator, null)).toMatchObject({ problem: { status: 409 } });
      let paused = ["consent.check"];
      const consumer = await consume(database, broker, [consentCheck], { paused: () => paused });
      const [id = ""] = await accept(database, consentCheck, [payload]);
      await deliver(broker, deliveriesOf([{ id, kind: consentCheck.name }]));
      await expect(settledRow(database, id, 1_000)).rejects.toThrow();

      expect(await resumeKind(db, "consent.check", operator)).toMatchObject({ reason: "the lawyers asked" });
      paused = [];
      await consumer.heedPauses();
      expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
      expect(await auditOf("kind:consent.check")).toMatchObject([
        { action: "kind.paused", actor: "board:test", detail: { reason: "the lawyers asked" } },
        { action: "kind.resumed" },
      ]);
    });

    it("stays paused while the worker rests and comes back", async () => {
      let paused: string[] = [];
      const consumer = await consume(database, broker, [consentCheck], { paused: () => paused });
      paused = ["consent.check"];
      await consumer.heedPauses();
      await consumer.pause();
      await consumer.resume();
      const [id = ""] = await accept(database, consentCheck, [payload]);
      await deliver(broker, deliveriesOf([{ id, kind: consentCheck.name }]));
      await expect(settledRow(database, id, 1_000)).rejects.toThrow();
      paused = [];
      await consumer.heedPauses();
      expect(await settledRow(database, id)).toMatchObject({ status: "completed" });
    });

    it("is none that the API runs itself, and one that exists", async () => {
      expect(await pauseKind(db, "consent.withdraw", operator, null)).toMatchObject({ problem: { status: 409 } });
      expect(await pauseKind(db, "no.such", operator, null)).toMatchObject({ problem: { status: 404 } });
      expect(await resumeKind(db, "session.create", operator)).toMatchObject({ problem: { status: 409 } });
    });
  });

  describe("an operation on many jobs", () => {
    const toTheEnd = async () => {
      while (await advanceOperation(db, broker));
    };

    const started = async (wanted: Parameters<typeof startOperation>[1]) => {
      const operation = await startOperation(db, wanted, operator);
      if (operation instanceof Refusal) throw new Error(operation.problem.detail);
      return operation;
    };

    it("cancels those that match, batch by batch, and is audited with an id of its own", async () => {
      const ours = await accepted(...Array<string>(450).fill("ours"));
      const [other = ""] = await accepted("theirs");
      const wanted = { action: "cancel", filter: { kind: "consent.check", principal: "ours" }, reason: "a mistake" } as const;
      const { id, matched } = await started(wanted);
      expect(matched).toBe(450);
      await advanceOperation(db, broker);
      expect(await findOperation(db, id)).toMatchObject({ status: "running", done: 200 });
      await toTheEnd();

      expect(await findOperation(db, id)).toMatchObject({ status: "completed", done: 450, skipped: 0 });
      expect(await findJob(db, other)).toMatchObject({ status: "queued" });
      expect(await countOf(database, "jobs", `principal = 'ours' and status <> 'cancelled'`)).toBe(0);
      expect(await countOf(database, "audit_logs", `action = 'job.cancelled' and detail ->> 'operation' = '${id}'`)).toBe(450);
      expect(await auditOf(`operation:${id}`)).toMatchObject([
        { action: "operation.started", detail: { matched: 450, reason: "a mistake" } },
        { action: "operation.ended", detail: { done: 450, status: "completed" } },
      ]);
      expect(await auditOf(`job:${ours[0]}`)).toHaveLength(1);
    });

    it("retries those that failed, delivers them, and leaves out whose secret is gone and whose kind nobody knows", async () => {
      const failed = await accepted("retried", "retried");
      const secret = newJobRow(sessionCreate, { ...sessionCreate.example, session_data: undefined }, { principal: "retried" });
      const unknown = newJobRow({ name: "of.yesterday" }, {}, { principal: "retried" });
      await insertJobs(db, [secret, unknown]);
      await allFailed([...failed, secret.id, unknown.id]);
      const { id } = await started({ action: "retry", filter: { principal: "retried" }, reason: null });
      await toTheEnd();
      expect(await findOperation(db, id)).toMatchObject({ status: "completed", done: 2, skipped: 2 });
      await consume(database, broker, [consentCheck]);
      for (const one of failed) expect(await settledRow(database, one)).toMatchObject({ status: "completed" });
    });

    it("does not wait for a job that a worker holds", async () => {
      const [held = "", free = ""] = await accepted("held", "held");
      await client.begin(async (tx) => {
        await tx`select from jobs where id = ${held} for no key update`;
        const { id } = await started({ action: "cancel", filter: { principal: "held" }, reason: null });
        await toTheEnd();
        expect(await findOperation(db, id)).toMatchObject({ done: 1, skipped: 1 });
      });
      expect(await findJob(db, free)).toMatchObject({ status: "cancelled" });
      expect(await findJob(db, held)).toMatchObject({ status: "queued" });
    });

    it("can be ended, and what is done stays done", async () => {
      await accepted(...Array<string>(250).fill("ended"));
      const { id } = await started({ action: "cancel", filter: { principal: "ended" }, reason: null });
      await advanceOperation(db, broker);
      expect(await cancelOperation(db, id, operator)).toMatchObject({ status: "cancelled", done: 200 });
      await toTheEnd();
      expect(await countOf(database, "jobs", `principal = 'ended' and status = 'queued'`)).toBe(50);
      expect(await cancelOperation(db, id, operator)).toMatchObject({ problem: { status: 409 } });
      expect(await cancelOperation(db, newId(), operator)).toMatchObject({ problem: { status: 404 } });
    });

    it("is not begun twice while it runs, however often it is asked for at once", async () => {
      await accepted("clicked");
      const wanted = { action: "cancel", filter: { principal: "clicked", kind: undefined }, reason: null } as const;
      const upTo = (until: string) => startOperation(db, { ...wanted, filter: { ...wanted.filter, until } }, operator);
      const both = await Promise.all([wanted, wanted].map((one) => startOperation(db, one, operator)).concat(upTo("2030-01-01T00:00:00Z")));
      expect(both.filter((one) => one instanceof Refusal)).toHaveLength(2);
      expect(await startOperation(db, { ...wanted, filter: { principal: "other" } }, operator)).toMatchObject({ status: "running" });
      await toTheEnd();
      expect(await startOperation(db, wanted, operator)).toMatchObject({ matched: 0 });
      await toTheEnd();
    });

    it("is done once by two workers at a time", async () => {
      await accepted(...Array<string>(600).fill("twice"));
      const { id } = await started({ action: "cancel", filter: { principal: "twice" }, reason: null });
      await Promise.all([toTheEnd(), toTheEnd()]);
      await toTheEnd();
      expect(await findOperation(db, id)).toMatchObject({ status: "completed", done: 600, skipped: 0 });
    });
  });

  describe("a search", () => {
    it("finds by any of the filters together, page by page", async () => {
      const ids = await accepted(...Array<string>(5).fill("searched"));
      const filter = { principal: "searched", kind: "consent.check", status: "queued", userId } as const;
      const first = await searchJobs(db, filter, { limit: 3 });
      const rest = await searchJobs(db, filter, { limit: 3, before: first.next });
      expect([...first.ids, ...rest.ids]).toEqual(ids.toReversed());
      expect(rest.next).toBeUndefined();
      expect((await searchJobs(db, { requestId: "of-searched" }, { limit: 10 })).ids).toEqual(ids.toReversed());
      expect((await searchJobs(db, { requestId: "of-searched", kind: "session.create" }, { limit: 10 })).ids).toEqual([]);
    });

    it("keeps to a span of time", async () => {
      const at = "2020-02-03T04:05:06.000Z";
      const id = "01700939-2950-7000-8000-000000000001";
      await insertJobs(db, [newJobRow(consentCheck, payload, { id, principal: "old" })]);
      const found = async (since?: string, until?: string) =>
        (await searchJobs(db, { since, until, kind: "consent.check" }, { limit: 1_000 })).ids.includes(id);
      expect(await found(undefined, at)).toBe(true);
      expect(await found("2020-02-03T00:00:00.000Z", "2020-02-04T00:00:00.000Z")).toBe(true);
      expect(await found("2020-02-04T00:00:00.000Z")).toBe(false);
      expect(await found(undefined, "2020-02-03T00:00:00.000Z")).toBe(false);
    });
  });
});
