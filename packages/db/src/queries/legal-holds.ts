import { and, desc, eq, lt } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type LegalHoldRow, legalHolds } from "../schema/index.ts";
import type { Page } from "./keyset.ts";

export async function insertHold(tx: Tx, hold: Omit<LegalHoldRow, "placedAt">): Promise<LegalHoldRow> {
  const [row] = await tx.insert(legalHolds).values(hold).returning();
  return row as LegalHoldRow;
}

/** @returns the hold that ends; undefined when there is none */
export async function deleteHold(tx: Tx, id: string): Promise<LegalHoldRow | undefined> {
  const [row] = await tx.delete(legalHolds).where(eq(legalHolds.id, id)).returning();
  return row;
}

/** The oldest hold of a user. */
export async function holdOn(db: Queryable, userId: string): Promise<LegalHoldRow | undefined> {
  const [row] = await db.select().from(legalHolds).where(eq(legalHolds.userId, userId)).orderBy(legalHolds.id).limit(1);
  return row;
}

export const listHolds = (db: Queryable, { userId }: { userId?: string | undefined }, { limit, before }: Page): Promise<LegalHoldRow[]> =>
  db
    .select()
    .from(legalHolds)
    .where(
      and(userId === undefined ? undefined : eq(legalHolds.userId, userId), before === undefined ? undefined : lt(legalHolds.id, before)),
    )
    .orderBy(desc(legalHolds.id))
    .limit(limit);
