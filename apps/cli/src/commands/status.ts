import type { KindView, Overview } from "@assent/domain";
import { Command } from "commander";
import { apiClient } from "../client.ts";
import { answer, interrupted, JSON_OPTION, pause, say, table } from "../output.ts";
import { duration, local } from "../times.ts";

const LOOK_EVERY_MS = 2_000;
const CLEAR = "\x1b[H\x1b[2J";

export const statusCommand = () =>
  new Command("status")
    .description("what the fleet does: workers, kinds, rates and the latest failures")
    .option("--watch", "look again every two seconds, until Ctrl-C", false)
    .option(...JSON_OPTION)
    .action(async ({ watch, json }: { watch: boolean; json: boolean }) => {
      const look = async () => (await apiClient().get<{ overview: Overview }>("/overview")).overview;
      if (!watch) {
        const overview = await look();
        return answer(json, overview, () => textOf(overview));
      }
      const signal = interrupted();
      do {
        const overview = await look();
        say(json ? JSON.stringify(overview) : `${process.stdout.isTTY ? CLEAR : ""}${textOf(overview)}`);
      } while (await pause(LOOK_EVERY_MS, signal));
    });

export function textOf({ workers, in_hand, concurrency, per_second, kinds, last_failures, at }: Overview): string {
  const states = Object.entries(workers).filter(([status, count]) => count > 0 || status === "running");
  const rates = Object.entries(per_second).map(([what, rate]) => `${what} ${rate.toFixed(1)}/s`);
  const parts = [
    `workers   ${states.map(([status, count]) => `${count} ${status}`).join(", ")}; ${in_hand} ${in_hand === 1 ? "job" : "jobs"} in hand, up to about ${concurrency} of a kind`,
    `last min  ${rates.join(", ")}`,
    `\n${kindTable(kinds)}`,
    ...kinds.flatMap(({ kind, pause: paused }) =>
      paused
        ? [`\n${kind} is paused by ${paused.paused_by} since ${local(paused.paused_at)}${paused.reason ? `: ${paused.reason}` : ""}`]
        : [],
    ),
    ...(last_failures.length > 0 ? [`\nlatest failures (assent jobs show ID)\n${failureTable(last_failures)}`] : []),
  ];
  return [`at        ${local(at)}`, ...parts].join("\n");
}

export const kindTable = (kinds: KindView[]) =>
  table(
    ["KIND", "QUEUED", "OLDEST", "ACCEPTED", "COMPLETED", "REFUSED", "FAILED", "START P50/P99", "RUN P50/P99", ""],
    kinds.map(({ kind, queued, oldest_ms, figures: { accepted, completed, refused, failed, start_ms, run_ms }, pause: paused }) => [
      ...[kind, queued, duration(oldest_ms), accepted, completed, refused, failed],
      ...[pair(start_ms), pair(run_ms), paused ? "PAUSED" : ""],
    ]),
  );

const pair = (quantiles: { p50: number; p99: number } | null) =>
  quantiles ? `${duration(quantiles.p50)} / ${duration(quantiles.p99)}` : "-";

const failureTable = (failures: Overview["last_failures"]) =>
  table(
    ["ID", "KIND", "FAILED AT", "WHY"],
    failures.map(({ id, kind, settled_at, problem }) => [
      id,
      kind,
      local(settled_at),
      problem?.reasons?.join(", ") ?? problem?.detail ?? "-",
    ]),
  );
