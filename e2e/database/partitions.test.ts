/** Months of jobs and audit rows: how they come, what goes with them, and what a worker's role may do about it. */
import { connect, dropJobs, ensurePartitions, errorCode, findJob, forgetKeys, insertJobs } from "@assent/db";
import { newId } from "@assent/domain";
import { consentCheck, placeHold, releaseHold } from "@assent/jobs";
import { testDatabase } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { countOf, newJobRow } from "../support/rows.ts";

const DAY = 86_400_000;
const HOUR = DAY / 24;

describe("partitions", async () => {
  const database = await testDatabase();
  const { db, client } = database;

  const monthsFromNow = (months: number) => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months));
  };
  const partition = (table: string, month: Date) => `${table}_${month.toISOString().slice(0, 7).replace("-", "_")}`;
  /** The id of a time, as a clock that shows it would make it. */
  const idAt = (at: Date) => newId().replace(/^.{8}-.{4}/, at.getTime().toString(16).padStart(12, "0").replace(/^.{8}/, "$&-"));
  const placeOf = async (table: string, id: string) =>
    (await client.unsafe(`select tableoid::regclass::text as place from ${table} where id = '${id}'`))[0]?.["place"];
  const acceptAt = async (at: Date) => {
    const row = newJobRow(consentCheck, {}, { id: idAt(at) });
    await insertJobs(db, [row]);
    return row.id;
  };
  const auditAt = async (at: Date) => {
    const id = idAt(at);
    await client`insert into audit_logs (id, actor, action, subject, outcome) values (${id}, 'test', 'job.retried', 'job:x', 'ok')`;
    return id;
  };
  const addOld = (months: number) => client`select add_partition('jobs', ${monthsFromNow(months).toISOString()}::date)`;

  it("are there for this month and the next three", async () => {
    for (const table of ["jobs", "audit_logs"])
      for (const months of [0, 1, 2, 3])
        expect(await client`select to_regclass(${partition(table, monthsFromNow(months))}) as found`).not.toEqual([{ found: null }]);
  });

  it("take over what had to wait for them in the default one", async () => {
    const month = monthsFromNow(3);
    for (const table of ["jobs", "audit_logs"]) await client.unsafe(`drop table ${partition(table, month)}`);
    const [job, audit] = [await acceptAt(new Date(+month + DAY)), await auditAt(new Date(+month + DAY))];
    expect([await placeOf("jobs", job), await placeOf("audit_logs", audit)]).toEqual(["jobs_default", "audit_logs_default"]);
    await Promise.all([1, 2, 3].map(() => ensurePartitions(db)));
    expect([await placeOf("jobs", job), await placeOf("audit_logs", audit)]).toEqual([
      partition("jobs", month),
      partition("audit_logs", month),
    ]);
    expect(await findJob(db, job)).toMatchObject({ id: job, status: "queued" });
  });

  it.each(["audit_logs", "audit_logs_default", partition("audit_logs", monthsFromNow(0)), partition("audit_logs", monthsFromNow(3))])(
    "refuse to change audit rows: %s",
    async (table) => {
      const at = table.endsWith("default")
        ? new Date(0)
        : table === partition("audit_logs", monthsFromNow(3))
          ? monthsFromNow(3)
          : new Date();
      const id = await auditAt(new Date(+at + HOUR));
      for (const change of [
        `update ${table} set actor = 'x' where id = '${id}'`,
        `delete from ${table} where id = '${id}'`,
        `truncate ${table}`,
      ])
        await expect(client.unsafe(change)).rejects.toThrow("append-only");
    },
  );

  it("go when all of it is old, but for jobs that are still open", async () => {
    await addOld(-6);
    const month = monthsFromNow(-6);
    const [open, settled] = [await acceptAt(new Date(+month + DAY)), await acceptAt(new Date(+month + 2 * DAY))];
    const young = await acceptAt(new Date());
    await client`update jobs set status = 'completed', settled_at = ${new Date(+month + 3 * DAY).toISOString()} where id = ${settled}`;
    await dropJobs(db, 90 * DAY);
    expect(await client`select to_regclass(${partition("jobs", month)}) as found`).toEqual([{ found: null }]);
    expect(await findJob(db, settled)).toBeUndefined();
    expect(await placeOf("jobs", open)).toBe("jobs_default");
    expect(await findJob(db, young)).toBeDefined();
    await client`update jobs set status = 'completed', settled_at = now() where id = ${open}`;
    await dropJobs(db, 90 * DAY);
    expect(await findJob(db, open)).toBeDefined();
    await client`update jobs set settled_at = now() - interval '91 days' where id = ${open}`;
    await dropJobs(db, 90 * DAY);
    expect(await findJob(db, open)).toBeUndefined();
  });

  it("go without the jobs of users under a legal hold, for as long as that lasts", async () => {
    await addOld(-9);
    const at = new Date(+monthsFromNow(-9) + DAY);
    const userId = newId();
    const { id: hold } = await placeHold(db, userId, "case 4711", { principal: "counsel", requestId: null });
    const row = newJobRow(consentCheck, { user_id: userId }, { id: idAt(at) });
    await insertJobs(db, [row]);
    await client`update jobs set status = 'completed', settled_at = ${at.toISOString()} where id = ${row.id}`;
    await dropJobs(db, 90 * DAY);
    expect(await placeOf("jobs", row.id)).toBe("jobs_default");
    await dropJobs(db, 90 * DAY);
    expect(await findJob(db, row.id)).toBeDefined();
    await releaseHold(db, hold, { principal: "counsel", requestId: null });
    await dropJobs(db, 90 * DAY);
    expect(await findJob(db, row.id)).toBeUndefined();
  });

  it("go however many jobs a user under a legal hold has in them", async () => {
    await addOld(-10);
    const at = new Date(+monthsFromNow(-10) + DAY);
    const userId = newId();
    await placeHold(db, userId, "case 4712", { principal: "counsel", requestId: null });
    await client`insert into jobs (id, kind, payload, principal, user_id, status, settled_at)
      select (left(${idAt(at)}, 24) || lpad(n::text, 12, '0'))::uuid, 'consent.check', '{}', 'test', ${userId}, 'completed', ${at.toISOString()}
      from generate_series(1, 10001) as n`;
    await dropJobs(db, 90 * DAY);
    expect(await client`select to_regclass(${partition("jobs", monthsFromNow(-10))}) as found`).toEqual([{ found: null }]);
    expect(await countOf(database, "jobs_default", `user_id = '${userId}'`)).toBe(10_001);
  });

  it("stay while somebody uses them: whoever drops them gives up soon and tries again later", async () => {
    await addOld(-7);
    const using = connect(database.url, { name: "user", max: 1 });
    await using.db.transaction(async (tx) => {
      await tx.execute("select count(*) from jobs");
      expect(errorCode(await dropJobs(db, 90 * DAY).catch((error) => error))).toBe("55P03");
      await acceptAt(new Date());
    });
    await using.close();
    await dropJobs(db, 90 * DAY);
    expect(await client`select to_regclass(${partition("jobs", monthsFromNow(-7))}) as found`).toEqual([{ found: null }]);
  });

  it("keep a job for as long as its key", async () => {
    await expect(dropJobs(db, 6 * DAY)).rejects.toThrow();
    const row = newJobRow(consentCheck, {}, { idempotencyKey: "k", requestHash: "h" });
    expect(await insertJobs(db, [row, { ...row, id: newId() }])).toEqual(new Set([row.id]));
    expect(await forgetKeys(db, 7 * DAY, 10)).toBe(0);
    await client`update idempotency_keys set created_at = now() - interval '8 days'`;
    expect(await forgetKeys(db, 7 * DAY, 10)).toBe(1);
    expect(await countOf(database, "idempotency_keys")).toBe(0);
  });

  it("are added and dropped for a worker's role, which may not touch them itself", async () => {
    const worker = connect(database.urls.worker, { name: "worker", max: 1 });
    await client.unsafe(`drop table ${partition("jobs", monthsFromNow(3))}`);
    await addOld(-8);
    await ensurePartitions(worker.db);
    await dropJobs(worker.db, 90 * DAY);
    expect(await client`select to_regclass(${partition("jobs", monthsFromNow(3))}) as found`).not.toEqual([{ found: null }]);
    expect(await client`select to_regclass(${partition("jobs", monthsFromNow(-8))}) as found`).toEqual([{ found: null }]);
    await insertJobs(worker.db, [newJobRow(consentCheck, {}, { idempotencyKey: "a", requestHash: "h" })]);
    await forgetKeys(worker.db, 7 * DAY, 10);
    for (const forbidden of [
      "drop table jobs_default",
      "delete from jobs",
      "select * from jobs_default",
      "select add_partition('jobs', '2020-01-01')",
    ])
      await expect(worker.client.unsafe(forbidden)).rejects.toThrow(/must be owner|permission denied/);
    await worker.close();
  });
});
