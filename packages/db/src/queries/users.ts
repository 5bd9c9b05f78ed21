/** The order between what is destroyed of a user, what is recorded of the user, and who forbids that anything is destroyed. */
import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "../connect.ts";

const keyOf = (userId: string): SQL => sql`hashtextextended('assent-user:' || ${userId}::uuid, 0)`;

/** Until this transaction ends nobody else has this user, alone or shared. To be taken before any consent is locked. */
export const lockUser = async (tx: Tx, userId: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(${keyOf(userId)})`);
};

/** Any number may have it so at once, and nobody alone. */
export const shareUser = async (tx: Tx, userId: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${keyOf(userId)})`);
};
