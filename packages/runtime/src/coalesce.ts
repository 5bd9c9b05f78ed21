export interface CoalesceOptions {
  /** The most items that one call of the function gets. */
  max: number;
  /** How many calls may be under way at once. */
  parallel?: number;
  /** How many items may wait for a call; one more is refused with `TooManyWaiting`. By default there is no limit. */
  mostWaiting?: number;
}

/** Thrown for an item that comes when too many wait already: nothing was done about it. */
export class TooManyWaiting extends Error {
  override name = "TooManyWaiting";
}

interface Waiting<In, Out> {
  item: In;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: lifts a function over many items to one over a single item. What arrives while calls are
 * under way waits and goes together in the next one, so batches grow with load and a lone item never waits.
 *
 * @param run gets the items in order of arrival and answers them in the same order; if it throws, all of them fail.
 */
export function coalesce<In, Out>(
  run: (items: In[]) => Promise<Out[]>,
  { max, parallel = 1, mostWaiting = Number.POSITIVE_INFINITY }: CoalesceOptions,
) {
  const waiting: Waiting<In, Out>[] = [];
  let underWay = 0;
  let scheduled = false;

  function schedule() {
    if (scheduled || underWay >= parallel || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void runBatch(waiting.splice(0, max));
      schedule();
    });
  }

  async function runBatch(batch: Waiting<In, Out>[]) {
    underWay++;
    try {
      const outs = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => void resolve(outs[i] as Out));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay--;
      schedule();
    }
  }

  return (item: In): Promise<Out> =>
    new Promise((resolve, reject) => {
      if (waiting.length >= mostWaiting) return reject(new TooManyWaiting(`${waiting.length} are waiting already`));
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
