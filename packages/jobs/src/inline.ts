/** Jobs that are run by the process that has accepted them. */
import { type Db, isTransient } from "@assent/db";
import type { Kind } from "./kind.ts";
import type { JobObserver } from "./observer.ts";
import { createRunner, type Ran } from "./runner.ts";

export interface InlineRuns {
  /** @returns false when so many are under way that workers are there sooner: then it is not run here */
  begin(kind: Kind, id: string): boolean;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

const ATTEMPTS = 3;
/** Few run at once and the others wait; which of them is not done after three seconds, reconciliation delivers as well. */
const MOST_UNDER_WAY = 200;

/** @param onLeft told of a job that could not be done now; reconciliation hands it to a worker */
export function inlineRuns(db: Db, observer: JobObserver, onLeft: (id: string, error: unknown) => void): InlineRuns {
  const runner = createRunner(db, () => null);
  const underWay = new Set<Promise<void>>();

  async function run(kind: Kind, id: string) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const [ran] = (await runner.run(kind, [id])) as [Ran];
      if (!("error" in ran)) return ran.status === "duplicate" ? undefined : observer.settled(kind.name, ran);
      if (!isTransient(ran.error) || attempt === ATTEMPTS) return onLeft(id, ran.error);
    }
  }

  return {
    begin(kind, id) {
      if (underWay.size >= MOST_UNDER_WAY) return false;
      const running = run(kind, id).finally(() => underWay.delete(running));
      underWay.add(running);
      return true;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
