/** The operators' console: every page and action of it. */
import type { FastifyInstance } from "fastify";
import { audit } from "./audit.ts";
import { auditExport } from "./audit-export.ts";
import { ending } from "./ending.ts";
import { find } from "./find.ts";
import { job } from "./job.ts";
import { jobs } from "./jobs.ts";
import { kinds } from "./kinds.ts";
import { operations } from "./operations.ts";
import { overview } from "./overview.ts";
import { nothingThere, type Site, showTrouble } from "./site.ts";
import { users } from "./users.ts";
import { worker } from "./worker.ts";
import { workers } from "./workers.ts";

const PARTS = [overview, jobs, job, operations, kinds, workers, worker, users, ending, audit, auditExport, find];

export function addConsole(app: FastifyInstance, site: Site) {
  app.setErrorHandler(showTrouble);
  app.setNotFoundHandler((request, reply) => showTrouble(nothingThere("page"), request, reply));
  for (const part of PARTS) part(app, site);
}
