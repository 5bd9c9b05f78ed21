import { TooManyWaiting } from "./coalesce.ts";

export interface InTurnOptions {
  /** How many may run at once. */
  most: number;
  /** Who has waited this long for a turn is refused with `TooManyWaiting`. */
  patienceMs: number;
  /** How many may wait; one more is refused at once. By default there is no limit. */
  mostWaiting?: number;
}

/** Runs what it is given, a few at a time; the others wait for their turn, first come, first served, but not for ever. */
export function inTurn({ most, patienceMs, mostWaiting = Number.POSITIVE_INFINITY }: InTurnOptions) {
  const waiting = new Set<() => void>();
  let running = 0;

  const wait = () =>
    new Promise<void>((resolve, reject) => {
      if (waiting.size >= mostWaiting) return reject(new TooManyWaiting(`${waiting.size} are waiting already`));
      const giveUp = () => {
        waiting.delete(go);
        reject(new TooManyWaiting(`waited for ${patienceMs} ms`));
      };
      const timer = setTimeout(giveUp, patienceMs);
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      waiting.add(go);
    });

  /** The place is handed over, so that nobody who comes now can take it before those who wait. */
  function leave() {
    const [next] = waiting;
    if (!next) return void running--;
    waiting.delete(next);
    next();
  }

  return async <Out>(run: () => PromiseLike<Out>): Promise<Out> => {
    if (running < most) running++;
    else await wait();
    try {
      return await run();
    } finally {
      leave();
    }
  };
}
