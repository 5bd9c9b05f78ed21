export interface CoalesceOptions<In = unknown> {
  /** The most items that one call of the function gets. */
  max: number;
  /** What an item weighs, in whatever unit the limits below have. By default nothing. */
  weigh?: (item: In) => number;
  /** The most that the items of one call weigh together; a heavier one goes alone. By default there is no limit. */
  maxWeight?: number;
  /** How many calls may be under way at once. */
  parallel?: number;
  /** How many items may wait for a call; one more is refused with `TooManyWaiting`. By default there is no limit. */
  mostWaiting?: number;
  /** What those that wait may weigh together; one that would be too much is refused with `TooManyWaiting`. */
  mostWaitingWeight?: number;
}

/** Thrown for what comes when too many wait already, or has waited too long behind them: nothing was done about it. */
export class TooManyWaiting extends Error {
  override name = "TooManyWaiting";
}

interface Waiting<In, Out> {
  item: In;
  weight: number;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: lifts a function over many items to one over a single item. What arrives while calls are
 * under way waits and goes together in the next one, so batches grow with load and a lone item never waits.
 *
 * @param run gets the items in order of arrival and answers them in the same order; if it throws, all of them fail.
 */
export function coalesce<In, Out>(run: (items: In[]) => Promise<Out[]>, options: CoalesceOptions<In>) {
  const { max, parallel = 1, weigh = () => 0, maxWeight = NO_LIMIT, mostWaiting = NO_LIMIT, mostWaitingWeight = NO_LIMIT } = options;
  const waiting: Waiting<In, Out>[] = [];
  let weightWaiting = 0;
  let underWay = 0;
  let scheduled = false;

  function schedule() {
    if (scheduled || underWay >= parallel || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void runBatch(nextBatch());
      schedule();
    });
  }

  function nextBatch(): Waiting<In, Out>[] {
    let size = 0;
    let weight = 0;
    for (const one of waiting) {
      if (size === max || (size > 0 && weight + one.weight > maxWeight)) break;
      weight += one.weight;
      size++;
    }
    weightWaiting -= weight;
    return waiting.splice(0, size);
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
      const weight = weigh(item);
      if (waiting.length >= mostWaiting || weightWaiting + weight > mostWaitingWeight) {
        return reject(new TooManyWaiting(`${waiting.length} are waiting already`));
      }
      weightWaiting += weight;
      waiting.push({ item, weight, resolve, reject });
      schedule();
    });
}

const NO_LIMIT = Number.POSITIVE_INFINITY;
