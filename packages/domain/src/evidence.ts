import { createHash, randomBytes } from "node:crypto";
import canonicalize from "canonicalize";

/** So that nobody who has the hash alone can find the evidence by trying what it may have been. */
export const newEvidenceSalt = (): string => randomBytes(16).toString("base64url");

/** SHA-256 over the salt, a zero byte and the evidence as canonical JSON (RFC 8785), in hex digits. */
export const hashEvidence = (evidence: Record<string, unknown> | null, salt: string): string =>
  createHash("sha256")
    .update(`${salt}\0${canonicalize(evidence)}`)
    .digest("hex");

/**
 * What the audit log, which nothing leaves, tells of a withdrawal's reason: only who has the reason and the salt of the consent's
 * evidence can say that it was this one. Null where there is no reason, or no salt to hide it with.
 */
export const hashReason = (reason: string | null, salt: string | null): string | null =>
  reason === null || salt === null ? null : hashEvidence({ reason }, salt);
