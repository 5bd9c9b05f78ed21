const WIDTH = 30;

/** On a terminal only; what is not for people gets no bar. */
export function showBar(done: number, all: number): void {
  if (!process.stderr.isTTY) return;
  const part = all === 0 ? 1 : Math.min(1, done / all);
  process.stderr.write(`\r${"█".repeat(Math.round(part * WIDTH)).padEnd(WIDTH, "░")} ${done}/${all}`);
}
