import type { WorkerView } from "@assent/domain";
import { Command } from "commander";
import { apiClient } from "../client.ts";
import { answer, JSON_OPTION, table } from "../output.ts";
import { local } from "../times.ts";

const MIB = 1024 * 1024;

export const workersCommand = () =>
  new Command("workers").description("list and drain workers").addCommand(listCommand()).addCommand(drainCommand());

const listCommand = () =>
  new Command("list")
    .description("the newest 50 workers and what they report of themselves")
    .option("--status <status>", "starting, running, draining, stopped or lost")
    .option(...JSON_OPTION)
    .action(async ({ status, json }: { status?: string; json: boolean }) => {
      const { workers } = await apiClient().get<{ workers: WorkerView[] }>("/workers", { status });
      answer(json, workers, () => table(HEAD, workers.map(rowOf)));
    });

const HEAD = ["ID", "STATUS", "HOST", "IN HAND", "COMPLETED", "FAILED", "MEMORY", "LAG", "STARTED", "HEARD OF"];

const rowOf = (worker: WorkerView) => [
  worker.id,
  worker.desired === "drain" && worker.status === "running" ? "to drain" : worker.status,
  `${worker.hostname}:${worker.pid}`,
  ...[worker.running, worker.completed, worker.failed, `${Math.round(worker.rss_bytes / MIB)} MiB`, `${worker.event_loop_lag_ms} ms`],
  ...[local(worker.started_at), local(worker.last_heartbeat_at)],
];

const drainCommand = () =>
  new Command("drain")
    .description("order a worker to finish what it has and stop")
    .argument("<id>")
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: { json: boolean }) => {
      const said = await apiClient().post<{ worker: WorkerView }>(`/workers/${encodeURIComponent(id)}/drain`);
      answer(json, said, () => `Worker ${id} hears it with its next heartbeat. Follow it: assent workers list`);
    });
