/** What a witness outside of the deployment is told, and what it takes. */
import { appendAudit, type Db } from "@assent/db";
import type { AuditEntry } from "@assent/domain";
import { witnessAt } from "@assent/jobs/worker";
import type { Log } from "@assent/runtime";
import { testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { sealAll, sealerOf, verifier } from "../support/audit.ts";
import { startWitness } from "../support/witness.ts";

const entry: AuditEntry = { actor: "test", action: "job.retried", subject: "job:1", outcome: "ok" };

async function given() {
  const [{ db }, own] = [await testDatabase(), await startWitness(verifier)];
  const said: { event: string; err?: Error }[] = [];
  const log = { info: (line: never) => said.push(line), warn: (line: never) => said.push(line) } as unknown as Log;
  /** As a worker that has just begun to seal. */
  const sealing = () => {
    const witness = witnessAt({ url: own.url, db, log });
    return { witness, sealer: sealerOf(db, { witness }) };
  };
  return { db, own, said, sealing, complaint: () => said.find(({ event }) => event === "audit.unwitnessed")?.err?.message };
}

async function sealed(db: Db, { witness, sealer }: Awaited<ReturnType<Awaited<ReturnType<typeof given>>["sealing"]>>, rows: number) {
  await appendAudit(
    db,
    Array.from({ length: rows }, () => entry),
  );
  await sealAll(db, sealer);
  await witness.idle();
}

describe("a witness", async () => {
  it("signs each checkpoint that continues the one before, whichever worker seals", async () => {
    const { db, own, sealing, said } = await given();
    const first = sealing();
    await sealed(db, first, 3);
    await sealed(db, first, 300);
    expect([own.seen.size, own.answers]).toEqual([303, [200, 200]]);
    await sealed(db, sealing(), 9);
    expect([own.seen.size, own.answers]).toEqual([312, [200, 200, 409, 200]]);
    expect(said.map(({ event }) => event)).toEqual(["audit.witnessed", "audit.witnessed"]);
  });

  it("holds nothing up while it is slow, and is told of the newest afterwards", async () => {
    const { db, own, sealing } = await given();
    const { witness, sealer } = sealing();
    const answer = own.hold();
    for (let i = 0; i < 3; i++) {
      await appendAudit(db, [entry]);
      await sealAll(db, sealer);
    }
    answer();
    await until("it has seen all", async () => own.seen.size === 3);
    await witness.idle();
    expect(own.answers).toEqual([200, 200]);
  });

  it("takes no other history than the one that it has seen, and the log says so", async () => {
    const { db, own, sealing, complaint } = await given();
    own.seen = { size: 2, root: Buffer.alloc(32, 7) };
    await sealed(db, sealing(), 5);
    expect([own.seen.size, complaint()]).toEqual([2, "the witness answered 422 to a checkpoint of 5 rows after 2"]);
  });

  it("that has seen more than the log has tells of a database that was rolled back", async () => {
    const { db, own, sealing, complaint } = await given();
    own.seen = { size: 90, root: Buffer.alloc(32, 7) };
    await sealed(db, sealing(), 5);
    expect(complaint()).toContain("the witness has seen 90 sealed rows, and the audit log has 5");
  });

  it("that has forgotten what it saw is complained of, and told again", async () => {
    const { db, own, sealing, complaint } = await given();
    const first = sealing();
    await sealed(db, first, 5);
    own.seen = { size: 0, root: Buffer.alloc(32) };
    await sealed(db, first, 1);
    expect([own.seen.size, complaint()]).toEqual([6, "the witness has seen 5 sealed rows, and now says 0: it was itself rolled back"]);
  });

  it("that never ends its answer is not listened to for long", async () => {
    const { db, own, sealing, complaint } = await given();
    own.talkEndlessly();
    await sealed(db, sealing(), 5);
    expect(complaint()).toBeUndefined();
  });

  it("that is away costs a line in the log, and nothing else", async () => {
    const { db, complaint, said } = await given();
    const log = { warn: (line: never) => said.push(line) } as unknown as Log;
    const witness = witnessAt({ url: "http://127.0.0.1:1", db, log });
    await sealed(db, { witness, sealer: sealerOf(db, { witness }) }, 2);
    expect(complaint()).toBe("fetch failed");
  });
});
