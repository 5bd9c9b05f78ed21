import type { Erasure, JobView } from "@assent/domain";
import { Command } from "commander";
import { type ApiClient, apiClient } from "../client.ts";
import { confirm } from "../confirm.ts";
import { Failure } from "../failure.ts";
import { answer, interrupted, JSON_OPTION, pause, remark } from "../output.ts";

interface Options {
  user: string;
  yes: boolean;
  json: boolean;
}

/** An erasure that took longer than the API waits is answered with its job. */
type Answer = { erasure: Erasure; job_id?: string } | { job: { id: string } };

const LOOK_EVERY_MS = 500;

export const eraseCommand = () =>
  new Command("erase")
    .description("destroy what is personal of a user, once you have seen what that is; the audit log stays")
    .requiredOption("--user <id>", "the user's UUID")
    .option("--yes", "do not ask", false)
    .option(...JSON_OPTION)
    .addHelpText("after", "\nThe token needs the scope users:erase, and jobs:read to follow an erasure that takes long.")
    .action(async ({ user: user_id, yes, json }: Options) => {
      const client = apiClient();
      const { erasure: found } = await client.post<{ erasure: Erasure }>("/erasures", { user_id, dry_run: true });
      remark(inWords("To go", found));
      if (isNothing(found)) return answer(json, found, () => "Nothing to do.");
      if (!yes) await confirm(`Destroy this of user ${user_id} for good? [y/N] `);
      const signal = interrupted();
      const said = await client.post<Answer>("/erasures", { user_id });
      const done = "erasure" in said ? said.erasure : await follow(client, said.job.id, signal);
      answer(json, done, () => inWords("Gone", done));
    });

const isNothing = (found: Erasure) => Object.values(found).every((count) => count === 0);

/** Whoever interrupts this does not interrupt the erasure. */
async function follow(client: ApiClient, id: string, signal: AbortSignal): Promise<Erasure> {
  remark(`The erasure is under way as job ${id}.`);
  for (;;) {
    const { job } = await client.get<{ job: JobView }>(`/jobs/${encodeURIComponent(id)}`);
    if (job.status === "completed") return (job.result as { erasure: Erasure }).erasure;
    if (job.status !== "queued") throw endOf(job);
    if (!(await pause(LOOK_EVERY_MS, signal))) throw new Failure("interrupted", `It goes on. See it: assent jobs show ${id}`);
  }
}

const endOf = ({ id, status, problem }: JobView) =>
  new Failure(status === "refused" ? "refused" : "failed", problem?.detail ?? `Job ${id} is ${status}.`);

const inWords = (when: string, { consents_withdrawn, sessions_ended, consents_erased, sessions_erased, ...jobs }: Erasure) =>
  [
    `${when}:`,
    `  consents withdrawn: ${consents_withdrawn}; sessions ended, with their tokens and keys: ${sessions_ended}`,
    `  consents without their evidence, salts and reasons: ${consents_erased}; sessions without the reason of their end: ${sessions_erased}`,
    `  jobs cancelled: ${jobs.jobs_cancelled}; jobs without what they held: ${jobs.jobs_erased}`,
  ].join("\n");
