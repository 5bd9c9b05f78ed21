import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { boardSessions as sessions } from "../schema/index.ts";
import { anyOf } from "./any-of.ts";

type BoardSession = Pick<typeof sessions.$inferSelect, "id" | "operator" | "role" | "credentials">;

/** How long a session lasts, in milliseconds: at all, and without its operator. */
export interface Lifetime {
  longestMs: number;
  idleMs: number;
}

const ago = (ms: number) => sql`clock_timestamp() - ${ms}::float8 * interval '1 millisecond'`;
const lives = ({ longestMs, idleMs }: Lifetime) => sql`${sessions.createdAt} > ${ago(longestMs)} and ${sessions.seenAt} > ${ago(idleMs)}`;

/** Begins a session, and forgets those that are over. */
export async function beginBoardSession(db: Queryable, session: BoardSession, lifetime: Lifetime): Promise<void> {
  await db.delete(sessions).where(sql`not (${lives(lifetime)})`);
  await db.insert(sessions).values(session);
}

const NOTED_AFTER_MS = 60_000;

/** @param credentials those that are valid now @returns whose session it is, and whether it is time to note that its operator is there; undefined when it is over */
export async function findBoardSession(
  db: Queryable,
  { id, credentials }: { id: string; credentials: string[] },
  lifetime: Lifetime,
): Promise<(Pick<BoardSession, "operator" | "role"> & { isStale: boolean }) | undefined> {
  const [row] = await db
    .select({ operator: sessions.operator, role: sessions.role, isStale: sql<boolean>`${sessions.seenAt} < ${ago(NOTED_AFTER_MS)}` })
    .from(sessions)
    .where(and(eq(sessions.id, id), anyOf(sessions.credentials, credentials, "text"), lives(lifetime)));
  return row;
}

export async function noteBoardSession(db: Queryable, id: string): Promise<void> {
  await db.update(sessions).set({ seenAt: sql`clock_timestamp()` }).where(eq(sessions.id, id));
}

export async function endBoardSession(db: Queryable, id: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.id, id));
}
