const SLOT_MS = 250;
/** One slot may hold two whole batches or none, so two are looked at together. */
const SLOTS_TOGETHER = 2;
const SLOTS_KEPT = 20;

/** How fast something gets done when it is busy: the best rate of the last five seconds, as TCP's BBR takes it of a path. */
export class Throughput {
  /** What was done in each slot of time, the newest last; that one is not over yet. */
  #done = new Array<number>(SLOTS_KEPT).fill(0);
  #newestSince: number;
  #bestPerMs = 0;

  constructor(now: number) {
    this.#newestSince = now;
  }

  count(now: number) {
    this.#turnTo(now);
    this.#done.push((this.#done.pop() ?? 0) + 1);
  }

  /** 0 when nothing was done of late. */
  perMs(now: number): number {
    this.#turnTo(now);
    return this.#bestPerMs;
  }

  #turnTo(now: number) {
    const passed = Math.floor((now - this.#newestSince) / SLOT_MS);
    if (passed < 1) return;
    this.#newestSince += passed * SLOT_MS;
    const fresh = new Array<number>(Math.min(passed, SLOTS_KEPT)).fill(0);
    this.#done = [...this.#done, ...fresh].slice(-SLOTS_KEPT);
    this.#bestPerMs = mostTogether(this.#done.slice(0, -1)) / (SLOTS_TOGETHER * SLOT_MS);
  }
}

const mostTogether = (done: number[]) => Math.max(...done.map((_, i) => sum(done.slice(i, i + SLOTS_TOGETHER))));

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
