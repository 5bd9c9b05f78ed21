import { Refusal, sessionView, viewSession } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";
import { EXAMPLE_TARGET, endLocked, endOf, lockTarget, sessionTarget } from "./session-change.ts";

/** All that the audit log, which nothing leaves, is told: an operator's own words are in the session's row. */
const REVOKED = "revoked";

export const sessionRevoke = defineJob({
  name: "session.revoke",
  payload: z.strictObject({ ...sessionTarget, reason: z.string().max(500).nullish().describe("an operator's; recorded as why it ended") }),
  result: z.object({ session: sessionView }),
  policy: STANDARD,
  example: EXAMPLE_TARGET,
  audit: { action: "session.revoked", subject: ({ session_id }) => `session:${session_id}` },

  /** Asking twice is no error: a client that lost the first answer may ask again. */
  run: each(async (context, { payload }) => {
    const session = await lockTarget(context, payload);
    if (session instanceof Refusal) return session;
    const repeated = session.status === "revoked";
    const ended = repeated ? session : await endLocked(context, session, { status: "revoked", reason: payload.reason ?? REVOKED });
    const detail = repeated ? { repeated } : { reason: REVOKED, consent_id: session.consentId };
    return { result: { session: viewSession(ended, context.now) }, audit: [{ ...endOf(ended), detail }] };
  }),
});
