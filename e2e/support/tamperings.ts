/** What a superuser of the database may do to the audit log, and to what it tells of. Each changes something. */
import type { Tx } from "@assent/db";
import { newId } from "@assent/domain";
import { type SQL, sql } from "drizzle-orm";
import type { Random } from "../faults/support/random.ts";

type Tampering = (tx: Tx, random: Random) => Promise<SQL[]>;

const pick = async (tx: Tx, random: Random, from: SQL): Promise<string[]> => {
  const rows = await tx.execute<{ id: string }>(sql`select id::text from ${from} order by id`);
  return [random.one(rows).id, random.one(rows).id];
};
const SEALED = sql`(select audit_id as id from audit_leaves) as sealed`;

/** @returns one that acts upon a random sealed row */
const onRow =
  (act: (id: string, random: Random, other: string) => SQL[]): Tampering =>
  async (tx, random) => {
    let [id = "", other = ""] = await pick(tx, random, SEALED);
    while (other === id) [, other = ""] = await pick(tx, random, SEALED);
    return act(id, random, other);
  };

const onLeaf =
  (act: (index: number, size: number, random: Random) => SQL[]): Tampering =>
  async (tx, random) => {
    const [row] = await tx.execute<{ n: number }>(sql`select count(*)::int as n from audit_leaves`);
    const size = row?.n ?? 0;
    return act(random.between(0, size - 1), size, random);
  };

const onTable =
  (rows: SQL, act: (id: string) => SQL): Tampering =>
  async (tx, random) => {
    const [id = ""] = await pick(tx, random, rows);
    return [act(id)];
  };

const COLUMNS = ["actor", "action", "subject", "request_id", "mac_key", "body"];
const edited = (column: string) =>
  column === "body"
    ? sql`body = overlay(body placing chr(97 + (ascii(substr(body, length(body) / 2, 1)) % 26 + 1) % 26) from length(body) / 2 for 1) || ' '`
    : sql`${sql.identifier(column)} = coalesce(${sql.identifier(column)}, '') || 'x'`;

/** A whole new history from a leaf on, as long as the signing key is not there: old checkpoints stay. */
const cutOff = (size: number) => [
  sql`delete from audit_logs where id in (select audit_id from audit_leaves where leaf_index >= ${size})`,
  sql`delete from audit_leaves where leaf_index >= ${size}`,
];

export const TAMPERINGS: Record<string, Tampering> = {
  "edit a column": onRow((id, random) => [sql`update audit_logs set ${edited(random.one(COLUMNS))} where id = ${id}`]),
  "edit a detail": onRow((id) => [sql`update audit_logs set detail = detail || '{"reason": "none"}' where id = ${id}`]),
  "edit the outcome": onRow((id) => [
    sql`update audit_logs set outcome = case when outcome = 'ok' then 'refused' else 'ok' end::audit_outcome where id = ${id}`,
  ]),
  "name another user": onRow((id) => [sql`update audit_logs set user_id = ${newId()} where id = ${id}`]),
  "flip a bit of a code": onRow((id, random) => {
    const bit = random.between(0, 255);
    return [sql`update audit_logs set mac = set_bit(mac, ${bit}, 1 - get_bit(mac, ${bit})) where id = ${id}`];
  }),
  "date a row back": onRow((id, random) => [
    sql`update audit_logs set occurred_at = occurred_at - ${random.between(1, 1_000_000)} * interval '1 microsecond' where id = ${id}`,
  ]),
  "move a row to another transaction": onRow((id) => [
    sql`update audit_logs set txid = (txid::text::bigint + 1)::text::xid8 where id = ${id}`,
  ]),
  "delete a row": onRow((id) => [sql`delete from audit_logs where id = ${id}`]),
  "delete a row and its leaf": onRow((id) => [
    sql`delete from audit_logs where id = ${id}`,
    sql`delete from audit_leaves where audit_id = ${id}`,
  ]),
  "swap two bodies": onRow((id, _, other) => [
    sql`update audit_logs as one set body = other.body, mac = other.mac, mac_key = other.mac_key from audit_logs as other
      where (one.id, other.id) in ((${id}::uuid, ${other}::uuid), (${other}::uuid, ${id}::uuid))`,
  ]),
  "insert a copy of a row": onRow((id) => [
    sql`insert into audit_logs select (jsonb_populate_record(r, jsonb_build_object('id', ${newId()}::text))).* from audit_logs as r where r.id = ${id}`,
  ]),
  "insert a row that is made up": onRow((id) => [
    sql`insert into audit_logs (id, actor, action, subject, outcome, user_id, detail, body, mac_key, mac, txid)
      select ${newId()}, actor, action, subject, outcome, user_id, detail, body, mac_key, sha256(mac), txid from audit_logs where id = ${id}`,
  ]),
  "insert a row under a key that nobody has": onRow((id) => [
    sql`insert into audit_logs (id, actor, action, subject, outcome, user_id, detail, body, mac_key, mac, txid)
      select new.id, actor, action, subject, outcome, user_id, detail, replace(body, audit_logs.id::text, new.id::text), 'nobodys', mac,
        (select max(txid::text::bigint) + 1 from audit_logs)::text::xid8
      from audit_logs, (select ${newId()}::uuid as id) as new where audit_logs.id = ${id}`,
  ]),
  "insert a row that tells nothing but columns": onRow((id) => [
    sql`insert into audit_logs (id, actor, action, subject, outcome, user_id, detail)
      select ${newId()}, actor, action, subject, outcome, user_id, detail from audit_logs where id = ${id}`,
  ]),
  "leave of a row its columns": onRow((id) => [sql`update audit_logs set body = null, mac = null, mac_key = null where id = ${id}`]),
  "leave of a body nothing to judge": onRow((id) => [sql`update audit_logs set body = '{"id": 1}' where id = ${id}`]),
  "shorten a leaf": onLeaf((index) => [sql`update audit_leaves set hash = substr(hash, 1, 7) where leaf_index = ${index}`]),
  "insert a leaf": onLeaf((_, size) => [sql`insert into audit_leaves values (${size}, ${newId()}, sha256('x'))`]),
  "edit a leaf": onLeaf((index) => [sql`update audit_leaves set hash = sha256(hash) where leaf_index = ${index}`]),
  "swap two leaves": onLeaf((index, size) => {
    const other = (index + 1) % size;
    return [
      sql`update audit_leaves set leaf_index = -1 where leaf_index = ${index}`,
      sql`update audit_leaves set leaf_index = ${index} where leaf_index = ${other}`,
      sql`update audit_leaves set leaf_index = ${other} where leaf_index = -1`,
    ];
  }),
  "cut the end off": onLeaf((index) => cutOff(index)),
  "roll back to a checkpoint": async (tx, random) => {
    const sizes = await tx.execute<{ id: number }>(sql`select size::int as id from audit_checkpoints order by size`);
    const size = random.one(sizes.slice(0, -1)).id;
    return [...cutOff(size), sql`delete from audit_checkpoints where size > ${size}`, sql`update audit_seal set size = ${size}`];
  },
  "edit a node of the tree": async () => [sql`update audit_nodes set hash = sha256(hash) where node_index = 0`],
  "delete a node of the tree": async () => [sql`delete from audit_nodes where node_index = 0`],
  "add a node to the tree": async () => [sql`insert into audit_nodes values (8, 77, sha256('x'))`],
  "store another root beside a checkpoint": async () => [
    sql`update audit_checkpoints set root = sha256(root) where size = (select max(size) from audit_checkpoints)`,
  ],
  "delete the last checkpoint": async () => [sql`delete from audit_checkpoints where size = (select max(size) from audit_checkpoints)`],
  "sign with a key of one's own": async () => [
    sql`update audit_checkpoints set note = left(note, length(note) - 20) || 'AAAAAAAAAAAAAAAAAAA' || chr(10) where size = (select max(size) from audit_checkpoints)`,
  ],
  "empty the log": async () => [
    sql`truncate audit_logs, audit_leaves, audit_nodes, audit_checkpoints`,
    sql`update audit_seal set size = 0`,
  ],
  "bring a session back to life": onTable(
    sql`sportsbook_sessions where status <> 'active'`,
    (id) => sql`update sportsbook_sessions set status = 'active', ended_at = null, session_data = 'x', key_id = 'k' where id = ${id}`,
  ),
  "let a session live longer": onTable(
    sql`sportsbook_sessions`,
    (id) => sql`update sportsbook_sessions set expires_at = expires_at + interval '1 day' where id = ${id}`,
  ),
  "give a session to another user": onTable(
    sql`sportsbook_sessions`,
    (id) => sql`update sportsbook_sessions set user_id = ${newId()} where id = ${id}`,
  ),
  "delete a session": onTable(sql`sportsbook_sessions`, (id) => sql`delete from sportsbook_sessions where id = ${id}`),
  "undo a withdrawal": onTable(
    sql`user_consents where withdrawn_at is not null`,
    (id) => sql`update user_consents set withdrawn_at = null, withdrawal_reason = null where id = ${id}`,
  ),
  "let a consent last longer": onTable(
    sql`user_consents`,
    (id) => sql`update user_consents set expires_at = expires_at + interval '1 day' where id = ${id}`,
  ),
  "trade with real money": onTable(
    sql`sportsbook_sessions`,
    (id) => sql`update sportsbook_sessions set paper_trading = not paper_trading where id = ${id}`,
  ),
  "take a session to another sportsbook": onTable(
    sql`sportsbook_sessions`,
    (id) => sql`update sportsbook_sessions set sportsbook = 'elsewhere' where id = ${id}`,
  ),
  "have a user consent to something else": onTable(
    sql`user_consents`,
    (id) => sql`update user_consents set sportsbooks = null, document_version = '2' where id = ${id}`,
  ),
  "find other evidence": onTable(sql`user_consents`, (id) => sql`update user_consents set evidence = '{"ip": "::1"}' where id = ${id}`),
  "destroy evidence": onTable(
    sql`user_consents where evidence is not null`,
    (id) => sql`update user_consents set evidence = null, evidence_salt = null, withdrawal_reason = null where id = ${id}`,
  ),
  "keep evidence that was erased": onTable(
    sql`user_consents where evidence_salt is null`,
    (id) => sql`update user_consents set evidence = '{"page": 7}' where id = ${id}`,
  ),
  "give a withdrawal another reason": onTable(
    sql`user_consents where withdrawal_reason is not null`,
    (id) => sql`update user_consents set withdrawal_reason = 'none' where id = ${id}`,
  ),
  "make a consent up": async () => [
    sql`insert into user_consents (id, user_id, purpose, document_version) values (${newId()}, ${newId()}, 'account_session', '1')`,
  ],
};

/** Does it as a superuser may: without triggers and without foreign keys. */
export async function tamper(tx: Tx, random: Random, name = random.one(Object.keys(TAMPERINGS))): Promise<string> {
  await tx.execute(sql`set local session_replication_role = replica`);
  for (const statement of (await TAMPERINGS[name]?.(tx, random)) ?? []) await tx.execute(statement);
  return name;
}
