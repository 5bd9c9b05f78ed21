import type { LegalHoldView } from "@assent/domain";
import { Command } from "commander";
import { apiClient } from "../client.ts";
import { answer, JSON_OPTION, remark, table } from "../output.ts";
import { local } from "../times.ts";

interface Page {
  legal_holds: LegalHoldView[];
  next_cursor: string | null;
}

export const holdsCommand = () =>
  new Command("holds")
    .description("place, release and list legal holds: nothing of a user who is under one is erased")
    .addCommand(placeCommand())
    .addCommand(releaseCommand())
    .addCommand(listCommand());

const placeCommand = () =>
  new Command("place")
    .description("forbid that anything of a user is destroyed")
    .requiredOption("--user <id>", "the user's UUID")
    .requiredOption("--reason <text>", "names the matter; goes into the audit log and stays there, so nothing personal")
    .option(...JSON_OPTION)
    .action(async ({ user: user_id, reason, json }: { user: string; reason: string; json: boolean }) => {
      const { legal_hold: hold } = await apiClient().post<{ legal_hold: LegalHoldView }>("/legal-holds", { user_id, reason });
      answer(json, hold, () => `User ${hold.user_id} is under the legal hold ${hold.id}. To undo: assent holds release ${hold.id}`);
    });

const releaseCommand = () =>
  new Command("release")
    .description("release a legal hold")
    .argument("<hold>", "its id, as list and a refused erasure tell it")
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { legal_hold: hold } = await apiClient().delete<{ legal_hold: LegalHoldView }>(`/legal-holds/${encodeURIComponent(id)}`);
      answer(json, hold, () => `The legal hold ${hold.id} on user ${hold.user_id} is released; ${hold.placed_by} had placed it.`);
    });

const listCommand = () =>
  new Command("list")
    .description("the legal holds that are in force, newest first")
    .option("--user <id>", "those on this user")
    .option("--limit <n>", "how many", "50")
    .option("--cursor <cursor>", "go on where a list has ended")
    .option(...JSON_OPTION)
    .action(async ({ user, limit, cursor, json }: { user?: string; limit: string; cursor?: string; json: boolean }) => {
      const page = await apiClient().get<Page>("/legal-holds", { user_id: user, limit, cursor });
      answer(json, page, () => tableOf(page.legal_holds));
      if (!json && page.next_cursor) remark(`There are more: --cursor ${page.next_cursor}`);
    });

const tableOf = (holds: LegalHoldView[]) =>
  table(
    ["HOLD", "USER", "PLACED BY", "PLACED AT", "REASON"],
    holds.map(({ id, user_id, placed_by, placed_at, reason }) => [id, user_id, placed_by, local(placed_at), reason]),
  );
