/** What an auditor needs to check the log without believing us. docs/audit.md says how. */
import {
  type AuditCheckpointRow,
  type AuditRecord,
  checkpointAt,
  type Db,
  findAudit,
  findLeaf,
  latestCheckpoint,
  readSeal,
} from "@assent/db";
import { encodeLeaf, id, timestamp } from "@assent/domain";
import { proveConsistency, proveInclusion } from "@assent/jobs";
import { leafHash } from "@assent/ledger";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { HttpProblem, noSuch } from "../problems.ts";
import { idParams } from "../schemas.ts";

const ACCESS = { scope: "audit:read", owner: "fleet" } as const;
const size = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const hash = z.base64().describe("32 bytes: SHA-256");

const checkpoint = z.object({
  size: z.int().describe("how many rows are sealed"),
  root: hash.describe("of the RFC 6962 tree over them"),
  note: z.string().describe("the same, signed: a C2SP checkpoint in a signed note"),
  sealed_at: timestamp,
});

const leaf = z.object({
  index: z.int(),
  hash: hash.describe("of the leaf: it is made of the fields below, as docs/audit.md says"),
  id,
  at_us: z.int().describe("when PostgreSQL took the row, in microseconds since 1970"),
  txid: z.string().describe("the transaction that wrote it"),
  mac_key: z.string(),
  mac: z.base64(),
  body: z.string().describe("the row, as it was written"),
});

const BUDGET = { config: { budget: "searches" } } as const;

export function auditProofRoutes(app: Api, context: Context) {
  checkpointRoute(app, context);
  inclusionRoute(app, context);
  consistencyRoute(app, context);
}

function checkpointRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "readAuditCheckpoint",
    tags: ["audit"],
    summary: "The last checkpoint of the sealed audit log",
    access: ACCESS,
    response: { 200: z.object({ checkpoint }) },
    problems: ["conflict"],
  });
  app.get("/audit-logs/checkpoint", { ...BUDGET, schema }, async () => ({
    checkpoint: viewCheckpoint((await read(latestCheckpoint)) ?? nothingSealed()),
  }));
}

function inclusionRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "proveAuditLog",
    tags: ["audit"],
    summary: "Prove that a row is in the sealed audit log",
    access: ACCESS,
    params: idParams,
    querystring: z.strictObject({ size: size.optional().describe("of the tree that it is to be in; the last checkpoint's unless given") }),
    response: { 200: z.object({ leaf, proof: z.array(hash), size: z.int(), checkpoint: checkpoint.nullable() }) },
    problems: ["conflict"],
  });
  app.get("/audit-logs/:id/proof", { ...BUDGET, schema }, async ({ params, query }) =>
    read((db) => inclusionOf(db, params.id, query.size)),
  );
}

function consistencyRoute(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "proveAuditConsistency",
    tags: ["audit"],
    summary: "Prove that the sealed audit log of one size is the beginning of that of another",
    access: ACCESS,
    querystring: z.strictObject({ from: size, to: size }),
    response: { 200: z.object({ from: z.int(), to: z.int(), proof: z.array(hash) }) },
  });
  app.get("/audit-logs/consistency", { ...BUDGET, schema }, async ({ query: { from, to } }) =>
    read(async (db) => {
      await expectSealed(db, "to", to);
      if (from > to) throw invalid("from", "must not be larger than to");
      return { from, to, proof: (await proveConsistency(db, from, to)).map(base64) };
    }),
  );
}

async function inclusionOf(db: Db, auditId: string, asked: number | undefined) {
  const found = (await findLeaf(db, auditId)) ?? (await whyNotSealed(db, auditId));
  if (!found.record) throw new HttpProblem("conflict", "The row is sealed, and gone from the audit log.");
  if (asked !== undefined) await expectSealed(db, "size", asked);
  if (asked !== undefined && asked <= found.index) throw invalid("size", `must be more than the row's index, ${found.index}`);
  const kept = asked === undefined ? await latestCheckpoint(db) : await checkpointAt(db, asked);
  const size = asked ?? kept?.size ?? nothingSealed();
  const proof = await proveInclusion(db, found.index, size);
  return {
    leaf: viewLeaf(found.index, found.record),
    proof: proof.map(base64),
    size,
    checkpoint: kept ? viewCheckpoint(kept) : null,
  };
}

async function whyNotSealed(db: Db, auditId: string): Promise<never> {
  const row = await findAudit(db, auditId);
  if (!row) throw noSuch("audit row");
  throw new HttpProblem(
    "conflict",
    "The row is not sealed yet; it is within seconds, unless it is older than the sealing.",
    {},
    { "retry-after": "1" },
  );
}

async function expectSealed(db: Db, field: string, size: number) {
  const sealed = await readSeal(db);
  if (size > sealed.size) throw invalid(field, `must not be larger than the sealed log, ${sealed.size}`);
}

const invalid = (field: string, rule: string) => new HttpProblem("invalid-request", `${field}: ${rule}`, { errors: [{ field, rule }] });

function nothingSealed(): never {
  throw new HttpProblem(
    "conflict",
    "Nothing is sealed yet: no worker holds AUDIT_SIGNING_KEY, or none has had the time.",
    {},
    { "retry-after": "1" },
  );
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

const viewCheckpoint = ({ size, root, note, sealedAt }: AuditCheckpointRow) => ({
  ...{ size, root: base64(root), note, sealed_at: sealedAt.toISOString() },
});

export const viewLeaf = (index: number, record: AuditRecord) => ({
  ...{ index, hash: base64(leafHash(encodeLeaf(record))), id: record.id, at_us: record.atUs, txid: record.txid },
  ...{ mac_key: record.macKey, mac: base64(record.mac), body: record.body },
});
