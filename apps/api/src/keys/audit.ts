import type { AuditAction, AuditEntry } from "@assent/domain";

/** What the API does with keys by itself. */
export const byItself = (action: AuditAction, keyId: string, detail: Record<string, unknown>): AuditEntry => ({
  ...{ actor: "system:keys", action, subject: `key:${keyId}`, outcome: "ok" as const, detail },
});
