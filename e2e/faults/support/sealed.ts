/** The audit log as an auditor checks it: it is honest, so whatever is found in it is a false alarm, or a row that was half written. */
import { verifyAudit } from "@assent/auditor";
import { exportOf } from "@assent/cli";
import { type Database, withAuditSnapshot } from "@assent/db";
import { signerOf, verifierOf } from "@assent/ledger";
import { parseMacKeys } from "@assent/vault";
import type { Finding } from "../fault.ts";
import { SECRETS } from "./secrets.ts";

const LOG_NAME = "assent";
const options = {
  verifiers: [verifierOf(signerOf(LOG_NAME, SECRETS.AUDIT_SIGNING_KEY).verifier)],
  keys: parseMacKeys(SECRETS.AUDIT_KEY),
};

export async function auditVerified({ db }: Database): Promise<Finding> {
  const { rows, leaves, findings, total } = await withAuditSnapshot(db, (snapshot) => verifyAudit(exportOf(snapshot), options));
  const shown = total === 0 ? `0 in ${rows} rows, ${leaves} of them sealed` : `${total}, such as ${JSON.stringify(findings[0])}`;
  return { what: "audit log found to be tampered with", measured: shown, holds: total === 0 && leaves > 0 };
}
