import type { Db } from "@assent/db";
import type { Kind } from "../kind.ts";
import { createRunner, type Ran, type Runner } from "../runner.ts";

/** Where jobs run whose worker died: apart from it, so that the culprit among them takes neither the worker nor its neighbours along. */
export interface Quarantine {
  /** @returns how its process ended, if it did not survive them. @throws QuarantineUnavailable when they have not begun to run */
  run(kind: Kind, ids: string[]): Promise<Ran[] | QuarantineEnd>;
}

/** It died of its jobs, or had to be killed because it did not answer in time. */
export type QuarantineEnd = "died" | "late";

/** Its process did not start. No job is to blame, and it is tried again. */
export class QuarantineUnavailable extends Error {
  override name = "QuarantineUnavailable";
  code = "QUARANTINE_UNAVAILABLE";
}

/** What a quarantine does with them, wherever it is. */
export async function runInTurn(runner: Runner, kind: Kind, ids: string[]): Promise<Ran[]> {
  const ran: Ran[] = [];
  for (let i = 0; i < ids.length; i += kind.policy.batch) ran.push(...(await runner.run(kind, ids.slice(i, i + kind.policy.batch))));
  return ran;
}

/** None: they run in the process itself. For where kinds are known to be harmless. */
export function withoutQuarantine(db: Db, workerId: () => string): Quarantine {
  const runner = createRunner(db, workerId);
  return { run: (kind, ids) => runInTurn(runner, kind, ids) };
}
