/** Lets one report through and then none for a while: a lost connection is worth a line, not a thousand. */
export function sparingly<Args extends unknown[]>(report: (...args: Args) => void, everyMs: number): (...args: Args) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (...args) => {
    if (performance.now() - last < everyMs) return;
    last = performance.now();
    report(...args);
  };
}
