import type { TestDatabase } from "@assent/testkit";
import { until } from "@assent/testkit";

const BEATS = 3;

/**
 * Resolves when the workers have obeyed what was ordered by now. The beat under way may have looked too early; what they hear with
 * the next they have obeyed when they send the one after it.
 */
export async function workersObeyed({ client }: Pick<TestDatabase, "client">): Promise<void> {
  const beatsOf = new Map<string, Set<string>>();
  const [ordered] = await client`select clock_timestamp()::text as at`;
  await until("the workers have heard of it", async () => {
    const rows =
      await client`select id, last_heartbeat_at::text as at, last_heartbeat_at > ${ordered?.["at"]} as heard from workers where status = 'running'`;
    for (const { id, at, heard } of rows) if (heard) beatsOf.set(id, (beatsOf.get(id) ?? new Set()).add(at));
    /** One that was taken for lost for a moment is not among them, and registers anew. */
    return rows.length > 0 && rows.every(({ id }) => (beatsOf.get(id)?.size ?? 0) >= BEATS);
  });
}
