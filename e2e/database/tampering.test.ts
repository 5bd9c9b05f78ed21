/** Whatever the superuser of the database does to the audit log is found, and an honest log gives no alarm. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tx } from "@assent/db";
import { notesOf } from "@assent/jobs/worker";
import { testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { seeded } from "../faults/support/random.ts";
import { sealAll, sealerOf, verifyDatabase, verifyIn } from "../support/audit.ts";
import { liveSomeLives } from "../support/lives.ts";
import { TAMPERINGS, tamper } from "../support/tamperings.ts";

/** For a night: `TAMPERINGS=10000 npm test -- --project database e2e/database/tampering.test.ts`. */
const CASES = Number(process.env["TAMPERINGS"] ?? 150);
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32));

const folder = mkdtempSync(join(tmpdir(), "assent-tampering-"));
afterAll(() => rmSync(folder, { recursive: true }));

class Undo extends Error {}

describe("an audit log", async () => {
  const database = await testDatabase();
  const { db } = database;
  const file = join(folder, "checkpoints");
  for (const users of [24, 18, 14]) {
    await liveSomeLives(database, users);
    await sealAll(db, sealerOf(db, { file }));
  }
  const outside = notesOf(readFileSync(file, "utf8"));

  /** What is found when this was done, which is then undone. */
  async function foundAfter(act: (tx: Tx) => Promise<string>) {
    let found: { name: string; rules: string[] } | undefined;
    await db
      .transaction(async (tx) => {
        const name = await act(tx);
        const { findings } = await verifyIn(tx, outside);
        found = { name, rules: findings.map(({ rule }) => rule) };
        throw new Undo();
      })
      .catch((error) => {
        if (!(error instanceof Undo)) throw error;
      });
    return found as { name: string; rules: string[] };
  }

  it("gives no alarm as long as it is honest", async () => {
    const report = await verifyDatabase(db, outside);
    expect(report).toMatchObject({ total: 0, findings: [], incomplete: [], unsealed: 0 });
    expect(report.rows).toBeGreaterThan(256);
  });

  it(`is found to be tampered with, ${CASES} times of ${CASES} (seed ${SEED})`, { timeout: 60_000 + CASES * 500 }, async () => {
    const random = seeded(SEED);
    const unnoticed: string[] = [];
    for (let i = 0; i < CASES; i++) {
      const { name, rules } = await foundAfter((tx) => tamper(tx, random));
      if (rules.length === 0) unnoticed.push(`${i}: ${name}`);
    }
    expect(unnoticed).toEqual([]);
  });

  it.each(Object.keys(TAMPERINGS))("notices each way: %s", async (name) => {
    expect((await foundAfter((tx) => tamper(tx, seeded(SEED), name))).rules).not.toEqual([]);
  });
});
