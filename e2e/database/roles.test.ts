/** What the role of each process may do in the database, and what not. */
import { endSilentTransactions, errorCode, findExcess, grantRole, PARTS, type Part, parseRights, RIGHTS } from "@assent/db";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { ownedDatabase } from "../support/owned-database.ts";

const REFUSED = "42501";
const AUDIT_ROW = "id, actor, action, subject, outcome";
const AUDIT_VALUES = "gen_random_uuid(), 'x', 'job.retried', 'job:x', 'ok'";

/** What nobody may who only runs a process. */
const ATTACKS = [
  ...["create table x ()", "create temporary table x ()", "create schema x", "create role x", "create function x() returns int return 1"],
  ...["alter table jobs add column x int", "drop table jobs_default", "alter table audit_logs disable trigger all"],
  ...[
    "copy (select 1) to program 'true'",
    "copy jobs from program 'true'",
    "copy (select 1) to '/tmp/x'",
    "select pg_read_file('/etc/passwd')",
  ],
  ...["select rolpassword from pg_authid", "set session_replication_role = replica"],
  ...["update audit_logs set actor = 'x'", "delete from audit_logs", "truncate audit_logs"],
  ...["update audit_logs_default set actor = 'x'", "delete from audit_logs_default", "truncate audit_logs_default"],
  `insert into audit_logs (${AUDIT_ROW}, occurred_at) values (${AUDIT_VALUES}, '2000-01-01')`,
  `insert into audit_logs (${AUDIT_ROW}, txid) values (${AUDIT_VALUES}, '1')`,
  ...[`insert into audit_logs (${AUDIT_ROW}, place) values (${AUDIT_VALUES}, 1)`, "select setval('audit_places', 1)"],
  ...["update audit_leaves set hash = ''", "delete from audit_leaves", "truncate audit_leaves", "delete from audit_nodes"],
  ...["update audit_checkpoints set note = ''", "delete from audit_seal"],
  `insert into audit_logs_default (${AUDIT_ROW}) values (${AUDIT_VALUES})`,
  ...[
    "delete from jobs",
    "truncate jobs",
    "update jobs set principal = 'x'",
    "update jobs set user_id = null",
    "select * from jobs_default",
  ],
  ...["delete from sportsbook_sessions", "update sportsbook_sessions set user_id = gen_random_uuid()"],
  ...["delete from user_consents", "update user_consents set granted_at = now()", "update user_consents set expires_at = null"],
  ...["select add_partition('jobs', '2020-01-01')", "select refuse_truncate('jobs')"],
];

/** What one of them may and the others not. */
const NOT_ITS_OWN: Record<Part, string[]> = {
  api: [
    "insert into user_consents (id, user_id, purpose, document_version) values (gen_random_uuid(), gen_random_uuid(), 'x', 'x')",
    "insert into sportsbook_sessions (id) values (gen_random_uuid())",
    ...[
      "update sportsbook_sessions set expires_at = now()",
      "delete from idempotency_keys",
      "update user_consents set evidence = null",
      "insert into workers (id) values (gen_random_uuid())",
    ],
    ...["select * from board_sessions", "select * from maintenance", "select drop_jobs_before(now())", "select end_silent_transactions()"],
  ],
  worker: [
    ...["select wrapped_key from sportsbook_sessions", "select session_data from sportsbook_sessions", "select * from sportsbook_sessions"],
    ...["select * from audit_logs", "select * from board_sessions", "delete from kind_pauses", "delete from webhooks"],
    ...["update webhooks set url = 'https://example.com'", "update webhooks set secret = 'x'"],
    "insert into kind_pauses (kind, paused_by) values ('x', 'x')",
    ...["delete from legal_holds", "update legal_holds set user_id = gen_random_uuid()"],
  ],
  board: [
    ...["select wrapped_key from sportsbook_sessions", "select session_data from sportsbook_sessions", "select * from sportsbook_sessions"],
    "insert into user_consents (id, user_id, purpose, document_version) values (gen_random_uuid(), gen_random_uuid(), 'x', 'x')",
    "insert into sportsbook_sessions (id) values (gen_random_uuid())",
    ...[
      "select * from webhooks",
      "select * from idempotency_keys",
      "delete from workers",
      "select * from legal_holds",
      "update board_sessions set operator = 'x'",
      "select ensure_partitions()",
    ],
  ],
};

/** PostgreSQL fills them, or an update does later. */
const NEVER_INSERTED = {
  audit_logs: ["occurred_at", "txid", "place"],
  idempotency_keys: ["created_at"],
  jobs: ["status", "result", "problem", "attempts", "worker_id", "created_at", "started_at", "settled_at", "updated_at"],
  sportsbook_sessions: ["status", "ended_at", "end_reason", "version"],
};

/** What a process does not read of the tables that it reads at all. */
const NEVER_READ: Record<Part, Record<string, string[]>> = {
  api: {},
  worker: {
    audit_logs: ["actor", "worker_id", "request_id"],
    sportsbook_sessions: ["session_data", "wrapped_key"],
  },
  board: { sportsbook_sessions: ["session_data", "wrapped_key"] },
};

describe("the role of a process", async () => {
  const { owner, as } = await ownedDatabase();

  describe.each(PARTS)("%s", (part) => {
    it.each([...ATTACKS, ...NOT_ITS_OWN[part], `set role ${owner.user}`, `set session authorization ${owner.user}`])(
      "is refused: %s",
      async (statement) => {
        const error = await as[part].client.unsafe(statement).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(errorCode(error), String(error)).toBe(REFUSED);
      },
    );

    it("adds an audit row", async () => {
      await as[part].client.unsafe(`insert into audit_logs (${AUDIT_ROW}) values (${AUDIT_VALUES})`);
    });

    it("has no right that nobody gave it", async () => {
      expect(await findExcess(as[part].db, [part])).toMatchObject({ grave: [], needless: [] });
    });
  });

  const columnsWithout = async (right: "select" | "insert", rightsOf: { [table: string]: string }[]) => {
    const granted = rightsOf.flatMap((rights) => Object.entries(rights).flatMap(([table, words]) => parseRights(table, words)));
    const given = (table: string, column: string | null) =>
      granted.some((one) => one.table === table && one.column === column && one.right === right);
    const columns = await owner.client<{ table: string; column: string }[]>`
      select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' order by ordinal_position`;
    const tables = new Set(granted.filter((one) => one.right === right).map(({ table }) => table));
    const without = columns.filter(({ table, column }) => tables.has(table) && !given(table, null) && !given(table, column));
    const byTable = Map.groupBy(without, ({ table }) => table);
    return Object.fromEntries([...byTable].map(([table, rows]) => [table, rows.map(({ column }) => column)]));
  };

  it("may write every column but those that PostgreSQL fills: a new one needs a grant in roles/rights.ts, or a place in this list", async () => {
    expect(await columnsWithout("insert", Object.values(RIGHTS))).toEqual(NEVER_INSERTED);
  });

  it.each(PARTS)("may read every column but what %s need not know: a new one needs a grant in roles/rights.ts", async (part) => {
    expect(await columnsWithout("select", [RIGHTS[part]])).toEqual(NEVER_READ[part]);
  });

  it("is found out when it may do more", async () => {
    const { role: user } = await findExcess(as.api.db, ["api"]);
    await owner.client
      .unsafe(`grant update (actor), insert (occurred_at) on audit_logs to ${user}; grant delete on jobs to ${user}`)
      .simple();
    expect(await findExcess(as.api.db, ["api"])).toEqual({
      role: user,
      grave: ["insert audit_logs (occurred_at)", "update audit_logs (actor)"],
      needless: ["delete jobs"],
    });
    expect(await findExcess(owner.db, ["api"])).toEqual({ role: owner.user, grave: ["act as the owner of the tables"], needless: [] });
    await grantRole(owner.url, { user, password: "a-password-of-its-own", parts: ["api"] });
    expect(await findExcess(as.api.db, ["api"])).toMatchObject({ grave: [], needless: [] });
  });

  it("may be shared: then nothing is grave, and what each does not need is told", async () => {
    const { grave, needless } = await findExcess(as.api.db, ["worker"]);
    expect(grave).toEqual([]);
    expect(needless).toContain("select sportsbook_sessions (session_data, wrapped_key)");
  });

  it("ends, through the owner, the transaction of another's that fell silent in the middle of a statement", async () => {
    const [definition] = await owner.client`select pg_get_functiondef('end_silent_transactions'::regproc) as text`;
    await owner.client.unsafe(String(definition?.["text"]).replace("10 seconds", "0 seconds"));
    const silent = as.api.client.begin(async (sql) => {
      await sql`select 1`;
      const copying = await sql`copy idempotency_keys (principal, key, request_hash, job_id) from stdin`.writable();
      await new Promise((resolve) => copying.once("error", resolve).once("close", resolve));
    });
    const gone = expect(silent).rejects.toThrow();
    await until("it is ended", async () => (await endSilentTransactions(as.worker.db)).some((whose) => whose.startsWith("assent-api")));
    await gone;
  });
});
