const LOOK_EVERY_MS = 250;
/** A look that comes so late says that this process slept, and nothing about PostgreSQL. */
const SLEPT_MS = 1_000;

/** Has somebody look four times a second, from when it is started until a look finds no reason for the next. Keeps no process alive. */
export function newPulse(look: (slept: boolean) => { goOn: boolean }) {
  let timer: NodeJS.Timeout | undefined;
  let lookedAt = 0;

  function beat() {
    const slept = performance.now() - lookedAt > SLEPT_MS;
    lookedAt = performance.now();
    if (!look(slept).goOn) timer = void clearInterval(timer);
  }

  function start() {
    if (timer) return;
    lookedAt = performance.now();
    timer = setInterval(beat, LOOK_EVERY_MS).unref();
  }
  return { start };
}
