/** Whole lives of sessions, run as jobs, so that the audit log has something to tell. */
import { newId } from "@assent/domain";
import {
  consentGrant,
  consentWithdraw,
  createRunner,
  sessionCreate,
  sessionExpire,
  sessionRenew,
  sessionRevoke,
  userErase,
} from "@assent/jobs";
import type { TestDatabase } from "@assent/testkit";
import { inHours } from "./requests.ts";
import { accept } from "./rows.ts";

/** Grants `users` consents; under each live sessions that are created, renewed, revoked, expired or ended by a withdrawal; some users are erased. */
export async function liveSomeLives(database: TestDatabase, users: number): Promise<void> {
  const runner = createRunner(database.db, () => null);
  const run = async (kind: Parameters<typeof accept>[1] & Parameters<typeof runner.run>[0], payloads: Record<string, unknown>[]) => {
    const ran = await runner.run(kind, await accept(database, kind, payloads));
    for (const one of ran) if ("error" in one) throw one.error;
  };
  const consents = Array.from({ length: users }, () => ({ consent_id: newId(), user_id: newId() }));
  const sessions = consents.flatMap((consent) => [1, 2, 3, 4].map(() => ({ ...consent, session_id: newId() })));
  const target = ({ session_id, user_id }: (typeof sessions)[0]) => ({ session_id, user_id, if_version: null });
  const every = (n: number, from: number) => sessions.filter((_, i) => i % n === from);

  const terms = {
    purpose: "account_session",
    document_version: "1",
    sportsbooks: ["acme"],
    expires_at: inHours(48),
    evidence: { page: 7 },
  };
  await run(
    consentGrant,
    consents.map((consent) => ({ ...consent, ...terms })),
  );
  const sealed = { session_data: { key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA" }, paper_trading: true };
  await run(
    sessionCreate,
    sessions.map((session) => ({ ...session, ...sealed, sportsbook: "acme", expires_at: inHours(1) })),
  );
  await run(sessionCreate, [{ ...sessions[0], ...sealed, session_id: newId(), sportsbook: "other", expires_at: inHours(1) }]);
  await run(
    sessionRenew,
    every(4, 0).map((session) => ({ ...target(session), expires_at: inHours(2) })),
  );
  await run(
    sessionRevoke,
    every(8, 1).map((session) => ({ ...target(session), reason: "asked" })),
  );
  await run(
    sessionExpire,
    every(8, 5).map((session) => ({ scope: "one", ...target(session) })),
  );
  await run(
    consentWithdraw,
    consents.filter((_, i) => i % 3 === 0).map((consent) => ({ ...consent, reason: "asked by the user" })),
  );
  await run(
    userErase,
    consents.filter((_, i) => i % 4 === 1).map(({ user_id }) => ({ user_id })),
  );
}
