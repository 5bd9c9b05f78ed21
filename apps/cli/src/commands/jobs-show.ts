import type { auditView, diagnosisView, JobView } from "@assent/domain";
import { Command } from "commander";
import type { z } from "zod";
import { type ApiClient, apiClient } from "../client.ts";
import { EXIT, Failure } from "../failure.ts";
import { answer, JSON_OPTION, table } from "../output.ts";
import { duration, local } from "../times.ts";

type Diagnosis = z.infer<typeof diagnosisView>;
type AuditRow = z.infer<typeof auditView>;

interface Shown {
  job: JobView & { delivery: { state: string; attempt: number } | null };
  /** Null where the token may not ask. */
  diagnosis: Diagnosis | null;
  audit_logs: AuditRow[] | null;
}

export const showCommand = () =>
  new Command("show")
    .description("all about one job: its timeline, its result or problem, why it is not running, its audit rows")
    .argument("<id>")
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: { json: boolean }) => {
      const shown = await read(apiClient(), encodeURIComponent(id));
      answer(json, shown, () => textOf(shown));
    });

async function read(client: ApiClient, id: string): Promise<Shown> {
  const { job } = await client.get<Pick<Shown, "job">>(`/jobs/${id}`);
  const diagnosis = unlessForbidden(client.get<{ diagnosis: Diagnosis }>(`/jobs/${id}/diagnosis`).then((one) => one.diagnosis));
  const audit = unlessForbidden(
    client.get<{ audit_logs: AuditRow[] }>("/audit-logs", { job_id: id, limit: 200 }).then((one) => one.audit_logs),
  );
  return { job, diagnosis: await diagnosis, audit_logs: await audit };
}

const unlessForbidden = <T>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error: unknown) => {
    if (error instanceof Failure && error.exitCode === EXIT.refused) return null;
    throw error;
  });

function textOf({ job, diagnosis, audit_logs }: Shown): string {
  const facts = [
    ["job", job.id],
    ["kind", job.kind],
    ["status", job.status],
    ["user", job.user_id ?? "-"],
    ["asked by", `${job.principal}${job.request_id ? `, request ${job.request_id}` : ""}`],
    ["attempts", `${job.attempts} failed`],
    ["worker", job.worker_id ?? "-"],
  ].map(([name = "", value = ""]) => `${name.padEnd(10)}${value}`);
  return [
    ...facts,
    `\n${table(["WHEN", "WHAT", "AFTER"], timeline(job))}`,
    ...(diagnosis && job.status === "queued" ? [`\nwhy it is not done: ${diagnosis.words}`] : []),
    ...(job.problem ? [`\nproblem: ${job.problem.title}: ${job.problem.detail}`, reasonsOf(job)] : []),
    ...(job.result ? [`\nresult: ${JSON.stringify(job.result, null, 2)}`] : []),
    ...(job.status === "failed" ? [`\nOnce the cause is mended: assent jobs retry ${job.id}`] : []),
    `\n${auditText(audit_logs)}`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

const reasonsOf = ({ problem }: JobView) => (problem?.reasons ? `reasons: ${problem.reasons.join(", ")}` : "");

function timeline({ created_at, started_at, settled_at, status }: JobView): string[][] {
  const after = (time: string) => duration(Date.parse(time) - Date.parse(created_at));
  return [
    [local(created_at), "accepted", ""],
    ...(started_at ? [[local(started_at), "started", after(started_at)]] : []),
    ...(settled_at ? [[local(settled_at), status, after(settled_at)]] : []),
  ];
}

function auditText(rows: AuditRow[] | null): string {
  if (rows === null) return "audit: this token may not read it (audit:read)";
  if (rows.length === 0) return "audit: no row yet";
  const cells = rows.map(({ occurred_at, action, outcome, actor, subject }) => [local(occurred_at), action, outcome, actor, subject]);
  return table(["AUDIT", "ACTION", "OUTCOME", "ACTOR", "SUBJECT"], cells.toReversed());
}
