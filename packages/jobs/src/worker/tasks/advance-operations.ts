import { advanceOperation } from "../../job-operations.ts";
import type { TaskContext } from "../maintenance.ts";

/** Batch by batch, so that whoever looks sees how far it is, and another worker can go on where this one ends. */
export async function advanceOperations({ db, broker, signal }: TaskContext): Promise<void> {
  while (!signal.aborted && (await advanceOperation(db, broker)));
}
