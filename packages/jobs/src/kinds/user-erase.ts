import {
  announceJobs,
  appendAudit,
  cancelJobsOf,
  consentIdsOf,
  countPersonal,
  type Db,
  eraseConsents,
  eraseJobs,
  eraseSessions,
  hadConsentAfter,
  holdOn,
  lockConsents,
  lockUser,
  type Tx,
} from "@assent/db";
import { type AuditOrigin, type Erasure, erasure, id, Refusal, timestamp, underHold } from "@assent/domain";
import { z } from "zod";
import { ALL_SESSIONS, type ClaimedJob, defineJob, each, type RunContext } from "../kind.ts";
import { PERSONAL } from "../personal.ts";
import { withdrawLocked } from "./withdrawing.ts";

const NAME = "user.erase";

/**
 * Destroys what is personal of a user, in one transaction, so that nothing is half done: the live consents are withdrawn and their
 * sessions end; then evidence, salts and free text go. Ids, times and the audit log stay. Repeated, it finds nothing and says so.
 */
export const userErase = defineJob({
  name: NAME,
  /** The retention of users asks only for those who had no consent after a time, and may be long in coming. */
  payload: z.strictObject({ user_id: id, unless_consent_after: timestamp.optional() }),
  result: z.object({ erasure }),
  policy: { ...ALL_SESSIONS, cancelledByNameOnly: true, rare: true },
  example: { user_id: "01936f2e-0000-7000-8000-0000000000a1" },
  audit: { action: "user.erased", subject: ({ user_id }) => `user:${user_id}` },

  run: each(async (context, job) => {
    const { tx } = context;
    const { user_id } = job.payload;
    const reason = await reasonAgainst(tx, job.payload);
    if (reason) return reason;
    /** Before the user is locked: what is under way holds its job, and may need the user. */
    const jobs_cancelled = await cancelJobs(tx, user_id, job.origin);
    await lockUser(tx, user_id);
    if (await reasonAgainst(tx, job.payload)) throw new ForbiddenMeanwhile();

    const ended = await withdrawAll(context, job);
    const done: Erasure = {
      ...ended,
      consents_erased: await eraseConsents(tx, user_id),
      sessions_erased: await eraseSessions(tx, user_id),
      jobs_cancelled,
      jobs_erased: await eraseJobs(tx, user_id, PERSONAL),
    };
    const fact = { action: "user.erased" as const, subject: `user:${user_id}`, userId: user_id, detail: done };
    return { result: { erasure: done }, audit: [fact] };
  }),
});

interface Wanted {
  user_id: string;
  unless_consent_after?: string | undefined;
}

async function reasonAgainst(tx: Tx, { user_id, unless_consent_after }: Wanted): Promise<Refusal | undefined> {
  if (await holdOn(tx, user_id)) return underHold();
  if (unless_consent_after && (await hadConsentAfter(tx, user_id, unless_consent_after)))
    return new Refusal("conflict", "The user has had a consent since this erasure was found to be due.");
  return undefined;
}

/** Takes back what was done by then; the next attempt is refused. */
class ForbiddenMeanwhile extends Error {
  override name = "ForbiddenMeanwhile";
  override message = "the user came under a legal hold, or gave a consent, while this erasure began";
}

/** What an erasure would do at this moment. */
export const findPersonal = (db: Db, userId: string): Promise<Erasure> =>
  countPersonal(db, userId, PERSONAL, NAME).then((counts) => erasure.parse(counts));

const cancelJobs = (tx: Tx, userId: string, origin: AuditOrigin) =>
  cancelJobsOf(tx, userId, NAME, async (ids) => {
    await appendAudit(
      tx,
      ids.map((one) => ({ ...origin, action: "job.cancelled", subject: `job:${one}`, outcome: "ok", userId })),
    );
    await announceJobs(tx, ids);
  });

/** So many consents are locked with one statement. */
const AT_ONCE = 500;
const FIRST = "00000000-0000-0000-0000-000000000000";

async function withdrawAll({ tx }: RunContext, { payload, origin }: ClaimedJob<{ user_id: string }>) {
  const all = { consents_withdrawn: 0, sessions_ended: 0 };
  for (let after: string | undefined = FIRST; after; ) {
    const ids = await consentIdsOf(tx, payload.user_id, after, AT_ONCE);
    for (const consent of (await lockConsents(tx, ids)).values()) {
      if (consent.withdrawnAt) continue;
      const { sessionsEnded, audit } = await withdrawLocked({ tx }, consent, null, origin);
      await appendAudit(tx, [{ ...origin, ...audit, outcome: "ok" }]);
      all.consents_withdrawn++;
      all.sessions_ended += sessionsEnded;
    }
    after = ids.length === AT_ONCE ? ids.at(-1) : undefined;
  }
  return all;
}
