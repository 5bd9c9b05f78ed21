import { endSilentTransactions } from "@assent/db";
import type { TaskContext } from "../maintenance.ts";

export async function endSilent({ db, events }: TaskContext): Promise<void> {
  const ended = await endSilentTransactions(db);
  if (ended.length > 0) events.transactionsEnded(ended);
}
