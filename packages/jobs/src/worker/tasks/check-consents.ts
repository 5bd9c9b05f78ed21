import { databaseTime, invalidConsentsWithSessions } from "@assent/db";
import { consentCheck } from "../../kinds/consent-check.ts";
import type { TaskContext } from "../maintenance.ts";

const AT_ONCE = 500;
const MINUTE_MS = 60_000;

/** Asks for a check of each consent that has become invalid and still has sessions, once a minute. */
export async function checkInvalidConsents({ db, producer }: TaskContext): Promise<void> {
  const minute = Math.floor((await databaseTime(db)).getTime() / MINUTE_MS);
  for (const { id, userId } of await invalidConsentsWithSessions(db, AT_ONCE)) {
    const key = `${id}:${minute}`;
    const request = { principal: "system:consents", userId, idempotency: { key, hash: key } };
    await producer.enqueue(consentCheck, { consent_id: id, user_id: userId }, request);
  }
}
