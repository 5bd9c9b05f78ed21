/** Checks the audit log from an export of it, without a database and without believing who made it. */
export type { Finding, Rule } from "./findings.ts";
export { type AuditExport, type ExportedRow, type Item, parseItem } from "./items.ts";
export { type Receipt, type Receipted, verifyReceipt } from "./receipt.ts";
export { type Report, type VerifyOptions, verifyAudit } from "./verify.ts";
