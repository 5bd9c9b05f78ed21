/** What a process takes, under the names that everybody uses for it. */
import { VERSION, watchEventLoop } from "@assent/runtime";
import { alone, type Family, gauge } from "./series.ts";

/** @param part what it is: api, worker, board, or assent where it is all of them */
export function processMetrics(part: string): Family[] {
  let loop: ReturnType<typeof watchEventLoop> | undefined;
  /** Watched from the first look on: it wakes the process, and there may be fifty idle workers on a host. */
  function lagS() {
    loop ??= watchEventLoop();
    return loop.lagMs() / 1_000;
  }
  const startedS = Math.round(Date.now() - performance.now()) / 1_000;
  return [
    gauge("assent_build_info", "Which part of Assent this is, and its version", () => [{ labels: { part, version: VERSION }, value: 1 }]),
    gauge("process_resident_memory_bytes", "Resident memory", () => alone(process.memoryUsage.rss())),
    gauge("process_start_time_seconds", "When the process started, since the epoch", () => alone(startedS)),
    { ...cpu, type: "counter" },
    gauge("nodejs_eventloop_lag_max_seconds", "How late the event loop was, at most, since the last scrape", () => alone(lagS())),
  ];
}

const cpu = {
  name: "process_cpu_seconds_total",
  help: "CPU, user and system",
  samples() {
    const { user, system } = process.cpuUsage();
    return alone((user + system) / 1e6);
  },
};
