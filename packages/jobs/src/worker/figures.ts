import { monitorEventLoopDelay } from "node:perf_hooks";

/** What a worker counts about itself. */
export interface Figures {
  running: number;
  completed: number;
  failed: number;
}

/** The longest time, in ms, that the event loop was late since the last look. */
export function watchEventLoop(): { lagMs(): number; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: 20 });
  histogram.enable();
  return {
    lagMs() {
      const lag = histogram.count === 0 ? 0 : histogram.max / 1e6;
      histogram.reset();
      return Math.round(lag * 10) / 10;
    },
    stop: () => void histogram.disable(),
  };
}
