import { Refusal, sessionView, viewSession } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";
import { EXAMPLE_TARGET, endLocked, endOf, lockTarget, sessionTarget } from "./session-change.ts";

export const sessionRevoke = defineJob({
  name: "session.revoke",
  payload: z.strictObject({ ...sessionTarget, reason: z.string().max(500).optional().describe("an operator's; recorded as why it ended") }),
  result: z.object({ session: sessionView }),
  policy: STANDARD,
  example: EXAMPLE_TARGET,
  audit: { action: "session.revoked", subject: ({ session_id }) => `session:${session_id}` },

  /** Asking twice is no error: a client that lost the first answer may ask again. */
  run: each(async (context, { payload }) => {
    const session = await lockTarget(context, payload);
    if (session instanceof Refusal) return session;
    if (session.status !== "revoked") return endLocked(context, session, { status: "revoked", reason: payload.reason ?? "revoked" });
    const fact = { ...endOf(session), detail: { repeated: true } };
    return { result: { session: viewSession(session, context.now) }, audit: [fact] };
  }),
});
