import { lte, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { maintenance } from "../schema/index.ts";

/** Puts tasks on the fleet's list, due at once, unless they are there. */
export async function listTasks(db: Queryable, tasks: string[]): Promise<void> {
  const rows = tasks.map((task) => ({ task, nextAt: sql`clock_timestamp()` }));
  await db.insert(maintenance).values(rows).onConflictDoNothing();
}

/**
 * Takes those of the tasks that are due, and puts each off by its interval, so that the fleet runs it once in that time however
 * many workers there are. Nothing is written when nothing is due. A worker that dies with a task delays it by one interval.
 *
 * @param intervalsMs by task
 */
export async function takeDueTasks(db: Queryable, intervalsMs: Record<string, number>): Promise<string[]> {
  const intervals = sql`jsonb_each_text(${JSON.stringify(intervalsMs)}::jsonb) as every(task, ms)`;
  const taken = await db
    .update(maintenance)
    .set({ nextAt: sql`clock_timestamp() + every.ms::float8 * interval '1 millisecond'` })
    .from(intervals)
    .where(sql`${maintenance.task} = every.task and ${lte(maintenance.nextAt, sql`clock_timestamp()`)}`)
    .returning({ task: maintenance.task });
  return taken.map(({ task }) => task);
}
