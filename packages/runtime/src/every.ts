import { setTimeout as delay } from "node:timers/promises";

export interface EveryOptions {
  /** Asked anew before each pause if it is a function. */
  intervalMs: number | (() => number);
  /** Spread of the interval, so that a fleet does not move in step: 0.2 is 80 % to 120 %. */
  jitter?: number;
  onError: (error: unknown) => void;
}

/** A running timer. `stop` lets the run under way end and starts no other. */
export interface Timer {
  stop(): Promise<void>;
}

/** Runs `task` at once and then again and again, never twice at a time; a failure is reported and the next run comes as usual. */
export function every(task: (signal: AbortSignal) => Promise<unknown>, { intervalMs, jitter = 0.2, onError }: EveryOptions): Timer {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function loop() {
    while (!signal.aborted) {
      await task(signal).catch(onError);
      const pause = (typeof intervalMs === "number" ? intervalMs : intervalMs()) * (1 + jitter * (2 * Math.random() - 1));
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  const ended = loop();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
