/** The search for jobs. */
import { searchJobs } from "@assent/db";
import { id, OPERATED_STATUS } from "@assent/domain";
import type { FastifyInstance } from "fastify";
import { html, type Part } from "../html.ts";
import { filterForm } from "./forms.ts";
import { filterOf, type JobFilterForm, jobFields, jobFilter } from "./job-filter.ts";
import { jobColumns, jobsWith } from "./job-list.ts";
import { card, older, query, table } from "./parts.ts";
import { addPage, optional, type Site } from "./site.ts";

const ROWS = 50;
const search = jobFilter.extend({ before: optional(id) });

export const jobs = (app: FastifyInstance, { reads }: Site) =>
  addPage(app, "/jobs", async (visit) => {
    const { before, ...form } = search.parse(visit.query);
    const { ids, next } = await searchJobs(reads, filterOf(form), { limit: ROWS, before });
    const rows = await jobsWith(reads, ids);
    const columns = jobColumns(["job", "kind", "status", "user", "principal", "accepted", "why"]);
    const empty = next ? "None among those looked at; there are older ones." : "No job matches.";
    return {
      title: "Jobs",
      body: html`${filterForm("/jobs", jobFields(form))}${card("Newest first", table("Jobs", columns, rows, empty), visit.may("repair") && operate(form))}${older("/jobs", form, next)}`,
    };
  });

/** What can be done to all that match. */
const operate = ({ status, ...form }: JobFilterForm): Part => {
  const possible = (["retry", "cancel"] as const).filter((action) => status === OPERATED_STATUS[action]);
  return possible.map((action) => html`<a class="button" href="/operations/new?${query({ action, ...form })}">${LABELS[action]}</a>`);
};

const LABELS = { retry: "Retry all that match…", cancel: "Cancel all that match…" };
