import type { ConsentTerms } from "./consent.ts";
import { judgeConsent } from "./judge-consent.ts";
import { consentRefused, Refusal } from "./refusal.ts";
import { type Session, sessionStatus } from "./session.ts";

type Sealed = Pick<Session, "userId" | "sportsbook" | "status" | "expiresAt" | "paperTrading">;

/**
 * Whether a session's token may be given out, at PostgreSQL's time `now`, by a process whose mode is `paperTrading`: a token of the
 * one mode is never used in the other.
 *
 * @returns the refusal; undefined when it may
 */
export function judgeUnsealing(session: Sealed, consent: ConsentTerms, now: Date, paperTrading: boolean): Refusal | undefined {
  const status = sessionStatus(session, now);
  if (status !== "active") return new Refusal("conflict", `The session is ${status}; its token is not given out any more.`);
  const reasons = judgeConsent(consent, session, now);
  if (reasons.length > 0) return consentRefused(reasons);
  if (session.paperTrading === paperTrading) return undefined;
  return new Refusal("conflict", `The session is one of ${modeOf(session.paperTrading)}, and this API runs in ${modeOf(paperTrading)}.`);
}

const modeOf = (paperTrading: boolean) => (paperTrading ? "paper trading" : "real trading");
