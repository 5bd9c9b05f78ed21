import { asc, eq } from "drizzle-orm";
import type { Queryable, Tx } from "../connect.ts";
import { type KindPauseRow, kindPauses } from "../schema/index.ts";

/** @returns undefined when it is paused already */
export async function pauseKind(
  tx: Tx,
  pause: { kind: string; pausedBy: string; reason: string | null },
): Promise<KindPauseRow | undefined> {
  const [row] = await tx.insert(kindPauses).values(pause).onConflictDoNothing().returning();
  return row;
}

/** @returns the pause that ends; undefined when there is none */
export async function resumeKind(tx: Tx, kind: string): Promise<KindPauseRow | undefined> {
  const [row] = await tx.delete(kindPauses).where(eq(kindPauses.kind, kind)).returning();
  return row;
}

export const listPauses = (db: Queryable): Promise<KindPauseRow[]> => db.select().from(kindPauses).orderBy(asc(kindPauses.kind));

export async function pausedKinds(db: Queryable): Promise<string[]> {
  return (await listPauses(db)).map(({ kind }) => kind);
}
