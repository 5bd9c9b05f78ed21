/** Whether a fleet is well, in one sentence. */
import { type Fleet, lately } from "@assent/jobs";
import { duration, plural } from "./parts.ts";

/** An open job older than this says that the fleet does not keep up, or is not there. */
const SLOW_MS = 30_000;

export interface Wellness {
  tone: "good" | "warn" | "bad";
  words: string;
}

/** The first that applies is what an operator should know. */
export function wellness(fleet: Fleet): Wellness {
  const { state: workers, pauses } = fleet;
  const waiting = Object.values(fleet.backlog).reduce((sum, { queued }) => sum + queued, 0);
  const paused = new Set(pauses.map(({ kind }) => kind));
  const [slowest] = Object.entries(fleet.backlog)
    .filter(([kind]) => !paused.has(kind))
    .sort(([, one], [, other]) => other.oldestMs - one.oldestMs);
  const failed = lately(fleet, 5).reduce((sum, one) => sum + one.failed, 0);
  if (workers.running === 0)
    return { tone: "bad", words: `No worker takes jobs; ${plural(waiting, "job")} wait${waiting === 1 ? "s" : ""}.` };
  if (slowest && slowest[1].oldestMs > SLOW_MS)
    return { tone: "bad", words: `The fleet does not keep up: a ${slowest[0]} has waited for ${duration(slowest[1].oldestMs)}.` };
  if (failed > 0) return { tone: "warn", words: `${plural(failed, "job")} failed in the last five minutes.` };
  if (workers.lost > 0)
    return { tone: "warn", words: `${plural(workers.lost, "worker")} fell silent in the last five minutes; others have its jobs.` };
  if (pauses.length > 0)
    return { tone: "warn", words: `Work goes on, but ${[...paused].join(", ")} ${paused.size === 1 ? "is" : "are"} paused.` };
  return {
    tone: "good",
    words: `All is well: ${plural(workers.running, "worker")}, ${waiting === 0 ? "and nothing waits" : `${plural(waiting, "job")} under way`}.`,
  };
}
