/** Whoever can write to the tables and holds no key moves sealed tokens about: none of them opens, and each try is on record. */
import { randomUUID } from "node:crypto";
import { until } from "@assent/testkit";
import { beforeEach, expect, it } from "vitest";
import type { Client } from "../support/client.ts";
import { givenSession, givenUser, PATIENT } from "../support/given.ts";
import { freshKeys, keyList } from "../support/keys.ts";
import { expectProblem } from "../support/problems.ts";
import { newSession } from "../support/requests.ts";
import { settledRow } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";

const TOKEN = "the token of one user";
const OTHER = "the token of another";
const keys = freshKeys("k1", "k2");

const holding = (...ids: string[]) => ({ SESSION_ENCRYPTION_KEY: keyList(keys, ...ids) });

const { api, database, startApi, startWorker, stop } = await startSystem({
  workers: 0,
  env: { ...PATIENT, HEARTBEAT_MS: "100", ...holding("k1") },
});
/** k1 seals; k2 came later and is announced. */
const { client } = await startApi(holding("k1", "k2"));
await stop(api);
let worker = await startWorker();
const { client: sql } = database;

const unseal = (id: string, by: Client = client) => by.post(`/sessions/${id}/unseal`, { purpose: "test" });
const onRecord = (id: string) =>
  sql`select outcome, user_id from audit_logs where action = 'session.unsealed' and subject = ${`session:${id}`} order by id`;

/** As the owner of the database can: past every trigger and every foreign key. */
const tamper = (id: string, set: string) =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(`update sportsbook_sessions set ${set} where id = '${id}'`);
  });
const columnsOf = (columns: string, id: string) => `(${columns}) = (select ${columns} from sportsbook_sessions where id = '${id}')`;

async function expectClosed(id: string) {
  const answer = await unseal(id);
  expectProblem(answer, "data-integrity");
  for (const token of [TOKEN, OTHER]) expect(JSON.stringify(answer.body)).not.toContain(token);
  expect((await onRecord(id)).at(-1)).toMatchObject({ outcome: "failed" });
}

async function given(token: string) {
  const own = await givenUser(client);
  const { id } = await givenSession(client, { ...own, session_data: token });
  return { id: String(id), ...own };
}

let mine: Awaited<ReturnType<typeof given>>;
let theirs: typeof mine;
beforeEach(async () => {
  [mine, theirs] = [await given(TOKEN), await given(OTHER)];
});

it("both open as long as nobody has touched them", async () => {
  for (const { id } of [mine, theirs]) expect((await unseal(id)).status).toBe(200);
});

it.each(["session_data", "wrapped_key", "session_data, wrapped_key", "session_data, wrapped_key, key_id"])(
  "another user's %s in the row of one's own",
  async (columns) => {
    await tamper(mine.id, columnsOf(columns, theirs.id));
    await expectClosed(mine.id);
  },
);

it("another session's of the same user and consent", async () => {
  const second = await givenSession(client, { user_id: mine.user_id, consent_id: mine.consent_id, session_data: OTHER });
  await tamper(mine.id, columnsOf("session_data, wrapped_key, key_id", second.id));
  await expectClosed(mine.id);
});

it("a row that is given to another user with a consent of theirs", async () => {
  await tamper(mine.id, columnsOf("user_id, consent_id", theirs.id));
  await expectClosed(mine.id);
});

it("a row that is put under another consent of its user", async () => {
  const { body } = await client.post("/consents", { user_id: mine.user_id, purpose: "account_session", document_version: "2" });
  await tamper(mine.id, `consent_id = '${body.consent.id}'`);
  await expectClosed(mine.id);
});

it.each([
  ["another sportsbook", "sportsbook = 'elsewhere'"],
  ["the name of another key", "key_id = 'k2'"],
  ["the format before there were data keys", "wrapped_key = null"],
  ["no ciphertext", "session_data = ''"],
])("a row with %s", async (_, set) => {
  await tamper(mine.id, set);
  await expectClosed(mine.id);
});

it("a row under another id", async () => {
  const id = randomUUID();
  await tamper(mine.id, `id = '${id}'`);
  await expectClosed(id);
  expectProblem(await unseal(mine.id), "not-found");
});

it.each(["session_data", "wrapped_key"])("a bit flipped in any byte of %s", async (column) => {
  const [row] = await sql.unsafe(`select length(${column}) as bytes from sportsbook_sessions where id = '${mine.id}'`);
  const flip = (at: number) => tamper(mine.id, `${column} = set_byte(${column}, ${at}, get_byte(${column}, ${at}) # ${1 << (at % 8)})`);
  for (let at = 0; at < Number(row?.["bytes"]); at += 5) {
    await flip(at);
    await expectClosed(mine.id);
    await flip(at);
  }
  expect((await unseal(mine.id)).body.session_data).toBe(TOKEN);
});

it("the sealed token of another user's job, in a job that waits", async () => {
  await stop(worker);
  const accept = async ({ user_id, consent_id }: typeof mine) =>
    String((await client.post("/sessions", newSession({ user_id, consent_id }), { prefer: "respond-async" })).body.job_id);
  const [here, there] = [await accept(mine), await accept(theirs)];
  const [job] = await sql`update jobs set payload = jsonb_set(payload, '{session_data}',
    (select payload -> 'session_data' from jobs where id = ${there})) where id = ${here} returning payload ->> 'session_id' as "sessionId"`;
  worker = await startWorker();
  expect(await settledRow(database, here, 20_000)).toMatchObject({ status: "completed" });
  await expectClosed(String(job?.["sessionId"]));
});

it("the old wrap of a token, once the key that it was under is retired", async () => {
  const [kept] = await sql`select encode(wrapped_key, 'hex') as hex from sportsbook_sessions where id = ${mine.id}`;
  const wrapped = `wrapped_key = '\\x${kept?.["hex"]}'`;
  /** What does not open would keep its key from being retired. */
  await sql`delete from sportsbook_sessions where id <> ${mine.id}`;
  expect((await client.post("/key-rotations", { to: "k2" })).status).toBe(202);
  await until("k1 is retired", async () => (await sql`select from encryption_keys where key_id = 'k1' and state = 'retired'`)[0], 30_000);
  expect((await unseal(mine.id)).body.session_data).toBe(TOKEN);
  await tamper(mine.id, wrapped);
  await expectClosed(mine.id);
  await tamper(mine.id, `${wrapped}, key_id = 'k1'`);
  await until("the API has heard of it", async () => (await unseal(mine.id)).status === 503);
  expectProblem(await unseal(mine.id), "key-unavailable");
  expect((await onRecord(mine.id)).at(-1)).toMatchObject({ outcome: "failed" });
});
