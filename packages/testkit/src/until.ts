import { setTimeout as delay } from "node:timers/promises";

const LOOK_EVERY_MS = 20;

/**
 * Waits for a state of the world that has no signal of its own (a row, a port).
 *
 * @returns what `look` found. @throws Error naming `what` after `withinMs`.
 */
export async function until<T>(what: string, look: () => Promise<T | false | undefined | null>, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (performance.now() > deadline) throw new Error(`within ${withinMs} ms this did not happen: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
