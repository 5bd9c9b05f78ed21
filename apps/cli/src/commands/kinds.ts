import type { KindView } from "@assent/domain";
import { Command } from "commander";
import { apiClient } from "../client.ts";
import { answer, JSON_OPTION } from "../output.ts";
import { kindTable } from "./status.ts";

interface PauseAnswer {
  pause: { kind: string; paused_by: string };
}

export const kindsCommand = () =>
  new Command("kinds")
    .description("list, pause and resume job kinds")
    .addCommand(listCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand());

const listCommand = () =>
  new Command("list")
    .description("what waits of each kind, and what became of jobs in the last five minutes")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json: boolean }) => {
      const { kinds } = await apiClient().get<{ kinds: KindView[] }>("/kinds");
      answer(json, kinds, () => kindTable(kinds));
    });

const pauseCommand = () =>
  new Command("pause")
    .description("let workers take no jobs of a kind; what is accepted waits")
    .argument("<kind>", "such as session.create")
    .option("--reason <text>", "shown to whoever wonders why nothing runs")
    .option(...JSON_OPTION)
    .action(async (kind: string, { reason, json }: { reason?: string; json: boolean }) => {
      const said = await apiClient().post<PauseAnswer>(`/kinds/${encodeURIComponent(kind)}/pause`, reason ? { reason } : undefined);
      answer(json, said, () => `${kind} is paused; the workers hear of it within seconds. To undo: assent kinds resume ${kind}`);
    });

const resumeCommand = () =>
  new Command("resume")
    .description("let a paused kind run again")
    .argument("<kind>")
    .option(...JSON_OPTION)
    .action(async (kind: string, { json }: { json: boolean }) => {
      const said = await apiClient().post<PauseAnswer>(`/kinds/${encodeURIComponent(kind)}/resume`);
      answer(json, said, () => `${kind} runs again; ${said.pause.paused_by} had paused it.`);
    });
