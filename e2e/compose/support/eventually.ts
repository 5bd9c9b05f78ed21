import { setTimeout as delay } from "node:timers/promises";

/** Each look starts a program, so there are few of them. */
const LOOK_EVERY_MS = 500;
const WITHIN_MS = 120_000;

/** @throws Error naming `what` when `look` has not said yes in time. */
export async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`within ${WITHIN_MS} ms this did not happen: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
