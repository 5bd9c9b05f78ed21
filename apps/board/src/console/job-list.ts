import { type Db, findJobs, type JobRow } from "@assent/db";
import { html, type Part } from "../html.ts";
import { badge, type Column, id, time } from "./parts.ts";

export const reasonOf = ({ problem }: Pick<JobRow, "problem">): Part => problem?.detail ?? problem?.title;

const COLUMNS = {
  job: { name: "Job", cell: (job: JobRow) => id(job.id, "/jobs") },
  kind: { name: "Kind", cell: (job: JobRow) => html`<a href="/jobs/${job.id}">${job.kind}</a>` },
  status: { name: "Status", cell: (job: JobRow) => badge(job.status) },
  user: { name: "User", cell: (job: JobRow) => id(job.userId, "/users") },
  principal: { name: "Asked by", cell: (job: JobRow) => job.principal },
  accepted: { name: "Accepted", cell: (job: JobRow) => time(job.createdAt) },
  settled: { name: "Settled", cell: (job: JobRow) => time(job.settledAt) },
  why: { name: "Why", cell: (job: JobRow) => html`<span class="why">${reasonOf(job) ?? "–"}</span>` },
} satisfies Record<string, Column<JobRow>>;

export const jobColumns = (names: (keyof typeof COLUMNS)[]): Column<JobRow>[] => names.map((name) => COLUMNS[name]);

/** Newest first. */
export async function jobsWith(db: Db, ids: string[]): Promise<JobRow[]> {
  const rows = await findJobs(db, ids);
  return rows.sort((one, other) => (one.id < other.id ? 1 : -1));
}
