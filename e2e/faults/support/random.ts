/** Numbers that a seed repeats. What it cannot repeat is the order in which processes and servers get to run. */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number;
  /** A whole number from `min` to `max`. */
  between(min: number, max: number): number;
  /** @throws Error when there is none */
  one<T>(of: readonly T[]): T;
  /** Another sequence of its own, so that who draws more does not change what the others draw. */
  fork(): Random;
}

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    one<T>(of: readonly T[]): T {
      if (of.length === 0) throw new Error("there is nothing to choose from");
      return of[between(0, of.length - 1)] as T;
    },
    fork: () => seeded(between(0, 2 ** 32 - 1)),
  };
}
