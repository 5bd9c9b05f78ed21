import { databaseTime, usersToForget } from "@assent/db";
import { userErase } from "../../kinds/user-erase.ts";
import type { TaskContext } from "../maintenance.ts";

const AT_ONCE = 500;
const DAY_MS = 86_400_000;

/** Asks for the erasure of users whose last consent ended long ago, but for those under a legal hold; once a day for each. */
export async function forgetUsers({ db, producer, retention }: TaskContext): Promise<void> {
  const keptDays = retention.RETAIN_USERS_DAYS;
  if (keptDays === 0) return;
  const now = (await databaseTime(db)).getTime();
  const day = Math.floor(now / DAY_MS);
  const unless_consent_after = new Date(now - keptDays * DAY_MS).toISOString();
  for (const userId of await usersToForget(db, keptDays * DAY_MS, AT_ONCE)) {
    const key = `${userId}:${day}`;
    await producer.enqueue(
      userErase,
      { user_id: userId, unless_consent_after },
      { principal: "system:retention", userId, idempotency: { key, hash: key } },
    );
  }
}
