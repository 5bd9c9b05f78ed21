/** Looking into the tables, and putting into them what the public ways would refuse. */
import { findJob, insertJobs, type JobRow, type NewJob } from "@assent/db";
import { newId } from "@assent/domain";
import type { Kind } from "@assent/jobs";
import type { TestDatabase } from "@assent/testkit";
import { until } from "@assent/testkit";

export const newJobRow = (kind: Pick<Kind, "name">, payload: Record<string, unknown>, changes: Partial<NewJob> = {}): NewJob => ({
  id: newId(),
  kind: kind.name,
  payload,
  principal: "test",
  userId: (payload["user_id"] as string | undefined) ?? null,
  requestId: null,
  traceparent: null,
  idempotencyKey: null,
  requestHash: null,
  ...changes,
});

/** Accepts jobs without delivering them. @returns their ids, in the order of the payloads. */
export async function accept({ db }: TestDatabase, kind: Pick<Kind, "name">, payloads: Record<string, unknown>[]): Promise<string[]> {
  const rows = payloads.map((payload) => newJobRow(kind, payload));
  await insertJobs(db, rows);
  return rows.map(({ id }) => id);
}

export const settledRow = ({ db }: TestDatabase, id: string, withinMs?: number): Promise<JobRow> =>
  until(`job ${id} settles`, async () => settledOnly(await findJob(db, id)), withinMs);

const settledOnly = (row: JobRow | undefined) => (row && row.status !== "queued" ? row : undefined);

export async function countOf({ client }: TestDatabase, table: string, where = "true"): Promise<number> {
  const [row] = await client.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table} where ${where}`);
  return row?.n ?? 0;
}
