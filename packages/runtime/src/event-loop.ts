import { monitorEventLoopDelay } from "node:perf_hooks";

/** Each look wakes the process, and there may be fifty idle workers on a host: 50 looks a second took a third of their CPU. */
const LOOK_EVERY_MS = 200;

/** How late the event loop was, at most, in ms, whenever it was looked at since the last call. */
export function watchEventLoop(): { lagMs(): number; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  histogram.enable();
  let lagMs = 0;
  return {
    lagMs() {
      if (histogram.count === 0) return lagMs;
      lagMs = Math.max(0, Math.round(histogram.max / 1e5 - LOOK_EVERY_MS * 10) / 10);
      histogram.reset();
      return lagMs;
    },
    stop: () => void histogram.disable(),
  };
}
