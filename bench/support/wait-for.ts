import { setTimeout as delay } from "node:timers/promises";

/** @throws Error naming `what` after `withinMs`. */
export async function waitFor(what: string, look: () => Promise<boolean>, withinMs: number, everyMs = 50): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`within ${withinMs} ms this did not happen: ${what}`);
    await delay(everyMs);
  }
}
