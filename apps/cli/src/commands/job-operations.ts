/** Retrying and cancelling: one job by its id, or all that match as an operation that the workers do. */
import type { JobOperationAction, JobView, jobOperationView } from "@assent/domain";
import { Command } from "commander";
import type { z } from "zod";
import { type ApiClient, apiClient } from "../client.ts";
import { confirm } from "../confirm.ts";
import { EXIT, Failure } from "../failure.ts";
import { type FilterOptions, filterOf, withFilters } from "../job-filter.ts";
import { answer, interrupted, JSON_OPTION, pause, remark } from "../output.ts";
import { showBar } from "../progress.ts";

type Operation = z.infer<typeof jobOperationView>;

interface Options extends FilterOptions {
  all: boolean;
  yes: boolean;
  reason?: string;
  json: boolean;
}

/** What a dry run answers. */
interface Count {
  matched: number;
  counted_all: boolean;
  until: string;
}

const LOOK_EVERY_MS = 500;
/** An API that is being replaced is back within this time. */
const PATIENCE_MS = 60_000;
const DONE: Record<JobOperationAction, string> = { retry: "queued again", cancel: "cancelled" };
const MEANT: Record<JobOperationAction, string> = { retry: "failed", cancel: "waiting" };

export const operateCommand = (action: JobOperationAction) =>
  withFilters(new Command(action).description(`${action} one ${MEANT[action]} job by its id, or all that match`))
    .argument("[id]")
    .option("--all", "every job, when no filter is given", false)
    .option("--yes", "do not ask", false)
    .option("--reason <text>", "goes into the audit log")
    .option(...JSON_OPTION)
    .action(async (id: string | undefined, options: Options) => {
      const filter = filterOf(options);
      const filtered = Object.keys(filter).length > 0 || options.all;
      if ((id !== undefined) === filtered)
        throw new Failure("usage", `Give the id of a job, or filters (see assent jobs ${action} --help).`);
      if (id !== undefined) return operateOnOne(apiClient(), action, id, options.json);
      await operateOnMany(apiClient(), action, filter, options);
    });

async function operateOnOne(client: ApiClient, action: JobOperationAction, id: string, json: boolean) {
  const path = `/jobs/${encodeURIComponent(id)}`;
  const said = action === "retry" ? client.post<{ job: JobView }>(`${path}/retry`) : client.delete<{ job: JobView }>(path);
  const { job } = await said;
  answer(json, job, () => `Job ${job.id} is ${DONE[action]}. See it: assent jobs show ${job.id}`);
}

async function operateOnMany(client: ApiClient, action: JobOperationAction, filter: object, { all, yes, reason, json }: Options) {
  const wanted = { action, filter, ...(all ? { all } : {}), ...(reason ? { reason } : {}) };
  const { matched, counted_all, until } = await client.post<Count>("/job-operations", { ...wanted, dry_run: true });
  remark(`${matched}${counted_all ? "" : " or more"} ${MEANT[action]} ${matched === 1 ? "job matches" : "jobs match"}.`);
  if (matched === 0 && counted_all) return answer(json, { matched }, () => "Nothing to do.");
  if (!yes) await confirm(`${action === "retry" ? "Retry" : "Cancel"} ${matched === 1 ? "it" : "them"}? [y/N] `);
  /** What was accepted while the question stood is not meant. */
  const asShown = { ...wanted, filter: { ...filter, until } };
  /** Whoever interrupts while it begins is told its id. */
  const signal = interrupted();
  const { job_operation } = await client.post<{ job_operation: Operation }>("/job-operations", asShown);
  remark(`Operation ${job_operation.id} has begun.`);
  await follow(client, job_operation, json, signal);
}

/** Shows how far it is until it is over; whoever interrupts that does not interrupt the operation. */
async function follow(client: ApiClient, begun: Operation, json: boolean, signal = interrupted()) {
  let operation = begun;
  let seenAt = performance.now();
  showProgress(operation);
  while (operation.status === "running") {
    if (!(await pause(LOOK_EVERY_MS, signal))) throw leftRunning(operation);
    const now = await readOperation(client, operation.id).catch((error) => {
      if (performance.now() - seenAt > PATIENCE_MS || !isUnreachable(error)) throw error;
    });
    if (!now) continue;
    operation = now;
    seenAt = performance.now();
    showProgress(operation);
  }
  if (process.stderr.isTTY) remark("");
  answer(json, operation, () => resultOf(operation));
  if (operation.status === "cancelled") process.exitCode = EXIT.failed;
}

const isUnreachable = (error: unknown) => error instanceof Failure && error.exitCode === EXIT.unreachable;

const readOperation = async (client: ApiClient, id: string) =>
  (await client.get<{ job_operation: Operation }>(`/job-operations/${encodeURIComponent(id)}`)).job_operation;

function showProgress({ done, skipped, matched, counted_all }: Operation) {
  if (!process.stderr.isTTY) return;
  if (!counted_all) return void process.stderr.write(`\r${done + skipped} of ${matched} or more`);
  showBar(done + skipped, matched);
}

function resultOf({ id, action, status, done, skipped }: Operation): string {
  const left = skipped > 0 ? `; ${skipped} left as they were: settled meanwhile, in hand, or without their secret` : "";
  return `${done} ${DONE[action]}${left}. Operation ${id} is ${status}.`;
}

const leftRunning = ({ id }: Operation) =>
  new Failure("interrupted", `\nOperation ${id} goes on. Follow it: assent jobs follow ${id}   Stop it: assent jobs stop ${id}`);

export const followCommand = () =>
  new Command("follow")
    .description("follow an operation on many jobs until it is over")
    .argument("<operation>")
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: { json: boolean }) => {
      const client = apiClient();
      await follow(client, await readOperation(client, id), json);
    });

export const stopCommand = () =>
  new Command("stop")
    .description("stop an operation on many jobs; what it has done stays done")
    .argument("<operation>")
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { job_operation } = await apiClient().delete<{ job_operation: Operation }>(`/job-operations/${encodeURIComponent(id)}`);
      answer(json, job_operation, () => resultOf(job_operation));
    });
