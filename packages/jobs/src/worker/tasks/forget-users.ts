import { databaseTime, usersToForget } from "@assent/db";
import { userErase } from "../../kinds/user-erase.ts";
import type { TaskContext } from "../maintenance.ts";

const AT_ONCE = 500;
const DAY_MS = 86_400_000;

/** Asks for the erasure of users whose last consent ended long ago, but for those under a legal hold; once a day for each. */
export async function forgetUsers({ db, producer, retention }: TaskContext): Promise<void> {
  const keptDays = retention.RETAIN_USERS_DAYS;
  if (keptDays === 0) return;
  const day = Math.floor((await databaseTime(db)).getTime() / DAY_MS);
  for (const userId of await usersToForget(db, keptDays * DAY_MS, AT_ONCE)) {
    const key = `${userId}:${day}`;
    await producer.enqueue(userErase, { user_id: userId }, { principal: "system:retention", userId, idempotency: { key, hash: key } });
  }
}
