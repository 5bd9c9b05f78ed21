import type { JobView } from "@assent/domain";
import { Command } from "commander";
import { type ApiClient, apiClient } from "../client.ts";
import { Failure } from "../failure.ts";
import { type FilterOptions, filterOf, withFilters } from "../job-filter.ts";
import { answer, JSON_OPTION, remark, table } from "../output.ts";
import { local } from "../times.ts";
import { followCommand, operateCommand, stopCommand } from "./job-operations.ts";
import { showCommand } from "./jobs-show.ts";

type Listed = Omit<JobView, "result">;
const PAGE = 200;

export const jobsCommand = () =>
  new Command("jobs")
    .description("find jobs, see what became of them, retry and cancel them")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(operateCommand("retry"))
    .addCommand(operateCommand("cancel"))
    .addCommand(followCommand())
    .addCommand(stopCommand());

const listCommand = () =>
  withFilters(new Command("list").description("jobs that match, newest first"))
    .option("--status <status>", "queued, completed, refused, failed or cancelled")
    .option("--limit <n>", "how many at most", "50")
    .option(...JSON_OPTION)
    .action(async (options: FilterOptions & { status?: string; limit: string; json: boolean }) => {
      if (!/^[1-9]\d{0,5}$/.test(options.limit)) throw new Failure("usage", "--limit must be a whole number from 1 to 999999.");
      const limit = Number(options.limit);
      const query = { ...filterOf(options), ...(options.status ? { status: options.status } : {}) };
      const { jobs, more } = await collect(apiClient(), query, limit);
      answer(options.json, jobs, () => (jobs.length === 0 ? "No job matches." : table(HEAD, jobs.map(rowOf))));
      if (more) remark(`There are more; see them with --limit ${limit * 10}, or narrow the filters.`);
    });

/** A page may be short, or empty, and not the last. */
async function collect(client: ApiClient, query: Record<string, string>, limit: number): Promise<{ jobs: Listed[]; more: boolean }> {
  const jobs: Listed[] = [];
  let cursor: string | undefined;
  do {
    const page = { ...query, cursor, limit: Math.min(PAGE, limit - jobs.length) };
    const found = await client.get<{ jobs: Listed[]; next_cursor: string | null }>("/jobs", page);
    jobs.push(...found.jobs);
    cursor = found.next_cursor ?? undefined;
  } while (cursor !== undefined && jobs.length < limit);
  return { jobs, more: cursor !== undefined };
}

const HEAD = ["ID", "KIND", "STATUS", "ACCEPTED", "SETTLED", "USER", "WHY"];

const rowOf = ({ id, kind, status, created_at, settled_at, user_id, problem }: Listed) => [
  ...[id, kind, status, local(created_at), local(settled_at), user_id ?? "-"],
  problem?.reasons?.join(", ") ?? problem?.detail ?? "",
];
