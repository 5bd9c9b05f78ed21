import { appendAudit, buryLostWorkers, type WorkerRow } from "@assent/db";
import { MISSED_BEATS } from "@assent/domain";
import type { TaskContext } from "../maintenance.ts";

/** After an outage of the database every heartbeat is old, and none of the workers is dead for that. */
export async function markLostWorkers({ db, workerId, mayJudgeOthers, events }: TaskContext): Promise<void> {
  if (!mayJudgeOthers()) return;
  const lost = await db.transaction(async (tx) => {
    const rows = await buryLostWorkers(tx, MISSED_BEATS);
    await appendAudit(
      tx,
      rows.map((row) => lostFact(row, workerId())),
    );
    return rows;
  });
  if (lost.length > 0) events.workersLost(lost.map(({ id }) => id));
}

const lostFact = ({ id, hostname, lastHeartbeatAt }: WorkerRow, foundBy: string) => ({
  ...({ actor: "system:workers", action: "worker.lost", subject: `worker:${id}`, outcome: "failed" } as const),
  workerId: id,
  detail: { hostname, last_heartbeat_at: lastHeartbeatAt.toISOString(), found_by: foundBy },
});
