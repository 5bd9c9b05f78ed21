/** The sealed audit log of a test's database: sealing it, and checking it as an auditor does. */
import { type AuditExport, type Report, verifyAudit } from "@assent/auditor";
import { exportOf } from "@assent/cli";
import { type Db, sealLagMs, snapshotOf, withAuditSnapshot } from "@assent/db";
import { createSealer, outsideCopies, type Sealer, type Witness } from "@assent/jobs/worker";
import { newSigningKey, signerOf, verifierOf } from "@assent/ledger";
import { AUDIT_KEY, until } from "@assent/testkit";
import { parseMacKeys } from "@assent/vault";
import { silent } from "./consumer.ts";

export const signer = signerOf("assent-test", newSigningKey());
export const keys = parseMacKeys(AUDIT_KEY);

export interface SealerChanges {
  file?: string;
  witness?: Witness;
  onForged?: (ids: string[]) => void;
}

export const sealerOf = (db: Db, { file, witness, onForged = () => {} }: SealerChanges = {}): Sealer =>
  createSealer({ db, signers: [signer], keys, copies: outsideCopies({ file, witness, log: silent }), onForged });

/** Transactions of other databases on the same server hold it up for as long as they take. */
export const sealAll = (db: Db, sealer = sealerOf(db)): Promise<true> =>
  until(
    "all is sealed",
    async () => {
      await sealer.seal(new AbortController().signal);
      return (await sealLagMs(db)) === 0 || undefined;
    },
    60_000,
  );

export const verifier = verifierOf(signer.verifier);

const options = { verifiers: [verifier], keys };

export const verifyDatabase = (db: Db, outside: string[] = []): Promise<Report> =>
  withAuditSnapshot(db, (snapshot) => verifyAudit(exportOf(snapshot), { ...options, outside }));

/** In a transaction that is to be rolled back. */
export const verifyIn = (tx: Parameters<typeof snapshotOf>[0], outside: string[] = []): Promise<Report> =>
  verifyAudit(exportOf(snapshotOf(tx)), { ...options, outside });

export const verifyItems = (items: AuditExport): Promise<Report> => verifyAudit(items, options);
