import { appendAudit, type Tx } from "@assent/db";
import { encodeLeaf, newId } from "@assent/domain";
import { leafHash, parseCheckpoint, signerOf, verifierOf, verifyConsistency, verifyInclusion, verifyNote } from "@assent/ledger";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { newSession } from "../../support/requests.ts";
import { SECRETS, startSystem } from "../../support/system.ts";

const bytes = (base64: string) => Buffer.from(base64, "base64");

describe("an audit log that a worker seals", async () => {
  const { client, database } = await startSystem();
  const verifier = verifierOf(signerOf("assent", SECRETS.AUDIT_SIGNING_KEY).verifier);

  const auditOf = (jobId: string): Promise<string> =>
    until(`job ${jobId} has an audit row`, async () => (await client.get(`/audit-logs?job_id=${jobId}`)).body.audit_logs[0]?.id);
  const created = async () => auditOf((await client.post("/sessions", newSession())).body.job_id);
  /** As soon as it is sealed, which is within seconds. */
  const proofOf = (id: string, query = "") =>
    until(
      `row ${id} is sealed`,
      async () => {
        const { status, body } = await client.get(`/audit-logs/${id}/proof${query}`);
        return status === 200 && body;
      },
      60_000,
    );

  it("proves to whoever has the public key alone that a row is in it", async () => {
    const id = await created();
    const { leaf, proof, size, checkpoint } = await proofOf(id);
    const note = verifyNote(Buffer.from(checkpoint.note), [verifier]);
    const signed = parseCheckpoint(note?.text ?? "");
    const { id: rowId, at_us: atUs, txid, mac_key: macKey, mac, body } = leaf;
    const hash = leafHash(encodeLeaf({ id: rowId, atUs, txid, macKey, mac: bytes(mac), body }));
    expect(JSON.parse(body)).toMatchObject({ id, action: "session.created", outcome: "ok" });
    expect(signed).toMatchObject({ origin: "assent", size });
    expect(verifyInclusion(leaf.index, size, hash, proof.map(bytes), signed?.root as Buffer)).toBe(true);
  });

  it("proves that an earlier checkpoint is its beginning", async () => {
    const first = (await proofOf(await created())).checkpoint;
    const last = (await proofOf(await created())).checkpoint;
    const { status, body } = await client.get(`/audit-logs/consistency?from=${first.size}&to=${last.size}`);
    expect(status).toBe(200);
    expect(verifyConsistency(first.size, last.size, body.proof.map(bytes), bytes(first.root), bytes(last.root))).toBe(true);
    expect((await client.get("/audit-logs/checkpoint")).body.checkpoint.size).toBeGreaterThanOrEqual(last.size);
  });

  it("proves it for an older size as well, of which no checkpoint need be left", async () => {
    const { leaf } = await proofOf(await created());
    const size = leaf.index + 1;
    const { proof } = await proofOf(leaf.id, `?size=${size}`);
    const [row] = await database.client<{ hash: Buffer }[]>`select hash from audit_leaves where audit_id = ${leaf.id}`;
    expect(row?.hash.toString("base64")).toBe(leaf.hash);
    expect(proof.length).toBeGreaterThan(0);
  });

  it("says which size is wrong, and why", async () => {
    const { leaf, size } = await proofOf(await created());
    const far = size + 1_000_000;
    const wrong = [
      [`/audit-logs/${leaf.id}/proof?size=${leaf.index}`, 422, "size"],
      [`/audit-logs/${leaf.id}/proof?size=${far}`, 422, "size"],
      [`/audit-logs/${leaf.id}/proof?size=x`, 422, "size"],
      [`/audit-logs/consistency?from=${size}&to=1`, 422, "from"],
      [`/audit-logs/consistency?from=1&to=${far}`, 422, "to"],
    ] as const;
    for (const [path, expected, field] of wrong) {
      const { status, body } = await client.get(path);
      expect([path, status, body.errors?.[0].field]).toEqual([path, expected, field]);
    }
  });

  it("knows of no row that is not there, and asks for patience for one that is not sealed yet", async () => {
    expect((await client.get(`/audit-logs/${newId()}/proof`)).status).toBe(404);
    const hold = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const older = database.db.transaction(async (tx: Tx) => {
      await appendAudit(tx, [{ actor: "test", action: "job.retried", subject: "job:x", outcome: "ok" }]);
      held.resolve();
      await hold.promise;
    });
    await held.promise;
    const id = await created();
    const { status, body, headers } = await client.get(`/audit-logs/${id}/proof`);
    hold.resolve();
    await older;
    expect([status, headers.get("retry-after")]).toEqual([409, "1"]);
    expect(body.detail).toContain("not sealed yet");
    await proofOf(id);
  });
});
