import { sessionView } from "@assent/domain";
import { z } from "zod";
import { defineJob, each, STANDARD } from "../kind.ts";
import { EXAMPLE_TARGET, endSession, sessionTarget } from "./session-change.ts";

export const sessionRevoke = defineJob({
  name: "session.revoke",
  payload: z.strictObject(sessionTarget),
  result: z.object({ session: sessionView }),
  policy: STANDARD,
  example: EXAMPLE_TARGET,
  audit: { action: "session.revoked", subject: ({ session_id }) => `session:${session_id}` },
  run: each((context, { payload }) => endSession(context, payload, { status: "revoked", reason: "revoked" })),
});
