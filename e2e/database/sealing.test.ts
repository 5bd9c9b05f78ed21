/** How rows become leaves, whatever commits when and whoever seals. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAudit, type Db, latestCheckpoint, readSeal, sealLagMs } from "@assent/db";
import type { AuditEntry } from "@assent/domain";
import { proveConsistency, proveInclusion } from "@assent/jobs";
import { notesOf } from "@assent/jobs/worker";
import { verifyConsistency, verifyInclusion } from "@assent/ledger";
import { type TestDatabase, testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { sealAll, sealerOf, verifyDatabase } from "../support/audit.ts";
import { countOf } from "../support/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "assent-sealing-"));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = (subject: string): AuditEntry => ({
  actor: "test",
  action: "job.retried",
  subject,
  outcome: "ok",
  detail: { why: `"${subject}" ☃` },
});
const write = (db: Parameters<typeof appendAudit>[0], count: number, from = 0) =>
  appendAudit(
    db,
    Array.from({ length: count }, (_, i) => entry(`job:${from + i}`)),
  );
const findingsIn = async (db: Db, outside?: string[]) => (await verifyDatabase(db, outside)).findings.map(({ rule }) => rule);
const sizeOf = async (db: Db) => (await readSeal(db)).size;

async function given(count: number): Promise<TestDatabase> {
  const database = await testDatabase();
  await write(database.db, count);
  return database;
}

describe("the sealer", async () => {
  it("seals every row once, in batches, and what it has sealed verifies", async () => {
    const { db } = await given(4_300);
    const sealer = sealerOf(db);
    await sealAll(db, sealer);
    await write(db, 5);
    expect(await sealLagMs(db)).toBeGreaterThan(0);
    await sealAll(db, sealer);
    expect([await sizeOf(db), await sealLagMs(db)]).toEqual([4_305, 0]);
    expect(await verifyDatabase(db)).toMatchObject({ rows: 4_305, leaves: 4_305, checkpoints: 4, total: 0, incomplete: [] });
  });

  it("waits for a transaction that is older than what has committed, and then misses nothing", async () => {
    const { db } = await given(3);
    const sealer = sealerOf(db);
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = db.transaction(async (tx) => {
      await write(tx, 1, 100);
      begun.resolve();
      await end.promise;
    });
    await begun.promise;
    await write(db, 2, 200);
    await sealer.seal(new AbortController().signal);
    expect(await sizeOf(db)).toBeLessThanOrEqual(3);
    end.resolve();
    await late;
    await sealAll(db, sealer);
    expect(await sizeOf(db)).toBe(6);
    expect(await findingsIn(db)).toEqual([]);
  });

  it("is safe to run twice at once: no leaf is there twice, and none is left out", async () => {
    const database = await given(0);
    const { db } = database;
    const sealers = Array.from({ length: 4 }, () => sealerOf(db));
    await Promise.all([
      ...Array.from({ length: 20 }, (_, i) => write(db, 50, i * 50)),
      ...sealers.flatMap((sealer) => Array.from({ length: 8 }, () => sealer.seal(new AbortController().signal))),
    ]);
    await sealAll(db);
    expect([await sizeOf(db), await countOf(database, "audit_leaves")]).toEqual([1_000, 1_000]);
    expect(await findingsIn(db)).toEqual([]);
  });

  it("leaves nothing behind of a batch that fails", async () => {
    const database = await given(10);
    const { db, client } = database;
    await client`alter table audit_checkpoints add constraint none check (size > 1000)`;
    await expect(sealAll(db)).rejects.toThrow();
    for (const table of ["audit_leaves", "audit_nodes", "audit_checkpoints"]) expect(await countOf(database, table)).toBe(0);
    await client`alter table audit_checkpoints drop constraint none`;
    await sealAll(db);
    expect(await findingsIn(db)).toEqual([]);
  });

  it("says so when a row was not written by a process of ours, and seals it as it is", async () => {
    const { db, client } = await given(3);
    const [row] = await client<{ id: string }[]>`
      insert into audit_logs (id, actor, action, subject, outcome, body, mac_key, mac)
      select gen_random_uuid(), actor, action, subject, outcome, body, mac_key, mac from audit_logs limit 1 returning id`;
    await client`alter table audit_logs disable trigger user`;
    await client`update audit_logs set body = replace(body, 'job:', 'job:9') where id = ${row?.id ?? ""}`;
    const forged: string[] = [];
    await sealAll(db, sealerOf(db, { onForged: (ids) => void forged.push(...ids) }));
    expect(forged).toEqual([row?.id]);
    expect([await sizeOf(db), await findingsIn(db)]).toEqual([4, ["row-forged", "copy-differs"]]);
  });
});

describe("the sealer signs nothing", () => {
  it("when its state does not belong to the last checkpoint", async () => {
    const { db, client } = await given(5);
    await sealAll(db);
    await client`update audit_seal set frontier = set_byte(frontier, 0, (get_byte(frontier, 0) + 1) % 256)`;
    await write(db, 1);
    await expect(sealAll(db)).rejects.toThrow("one of them was changed");
  });

  it("when a copy of its checkpoints knows of more rows than the database: it was rolled back", async () => {
    const { db, client } = await given(5);
    const file = join(folder, "rolled-back");
    await sealAll(db, sealerOf(db, { file }));
    await write(db, 5);
    await sealAll(db, sealerOf(db, { file }));
    const [first] = notesOf(readFileSync(file, "utf8")) as [string];
    for (const table of ["audit_leaves", "audit_checkpoints"]) await client.unsafe(`alter table ${table} disable trigger user`);
    await client`delete from audit_leaves where leaf_index >= 5`;
    await client`delete from audit_checkpoints where size > 5`;
    await client`update audit_seal set size = 5`;
    await expect(sealAll(db, sealerOf(db, { file }))).rejects.toThrow("rolled back");
    expect(await findingsIn(db, notesOf(readFileSync(file, "utf8")))).toContain("rolled-back");
    expect(first).toContain("\n5\n");
  });

  it("when it cannot read the copies, or none of them is its own", async () => {
    const { db } = await given(1);
    const file = join(folder, "others");
    writeFileSync(file, `"not a note"\n`);
    await expect(sealAll(db, sealerOf(db, { file }))).rejects.toThrow("none that is signed");
    await expect(sealAll(db, sealerOf(db, { file: folder }))).rejects.toThrow("EISDIR");
    expect(await sizeOf(db)).toBe(0);
  });

  it("goes on after a line that a crash has left half written", async () => {
    const { db } = await given(1);
    const file = join(folder, "torn");
    await sealAll(db, sealerOf(db, { file }));
    appendFileSync(file, '"half of a no');
    await write(db, 1);
    await sealAll(db, sealerOf(db, { file }));
    expect(notesOf(readFileSync(file, "utf8"))).toHaveLength(2);
  });

  it("when the database was copied to where transactions count from the beginning", async () => {
    const { db, client } = await given(1);
    await sealAll(db);
    await client`update audit_seal set txid = '9000000000000000000'`;
    await write(db, 1);
    await expect(sealAll(db)).rejects.toThrow("has not reached");
  });
});

describe("proofs from what is stored", async () => {
  const { db, client } = await given(700);
  const sealer = sealerOf(db);
  await sealAll(db, sealer);
  const first = await latestCheckpoint(db);
  await write(db, 333);
  await sealAll(db, sealer);
  const last = await latestCheckpoint(db);
  const leaves = await client<{ hash: Buffer }[]>`select hash from audit_leaves order by leaf_index`;

  it.each([0, 1, 255, 256, 511, 698, 699, 700, 1_031, 1_032])("verify for leaf %i", async (index) => {
    for (const checkpoint of [first, last]) {
      if (!checkpoint || index >= checkpoint.size) continue;
      const proof = await proveInclusion(db, index, checkpoint.size);
      expect(verifyInclusion(index, checkpoint.size, leaves[index]?.hash as Buffer, proof, checkpoint.root)).toBe(true);
      expect(verifyInclusion(index, checkpoint.size, leaves[(index + 1) % 700]?.hash as Buffer, proof, checkpoint.root)).toBe(false);
    }
  });

  it("verify for the one checkpoint as the beginning of the other", async () => {
    if (!first || !last) throw new Error("there are two checkpoints");
    const proof = await proveConsistency(db, first.size, last.size);
    expect(verifyConsistency(first.size, last.size, proof, first.root, last.root)).toBe(true);
    expect(verifyConsistency(first.size, last.size, proof, last.root, first.root)).toBe(false);
  });
});
