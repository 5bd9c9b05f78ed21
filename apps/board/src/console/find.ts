/** From any id to the page of what has it. */
import { findAudit, findConsent, findJob, findOperation, findSession, findWorker, searchJobs } from "@assent/db";
import { id as anId, text } from "@assent/domain";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { query } from "./parts.ts";
import type { Site } from "./site.ts";

const asked = z.object({ q: z.string().trim().pipe(text(200)) });

const PLACES = [
  ["/jobs", findJob],
  ["/sessions", findSession],
  ["/consents", findConsent],
  ["/workers", findWorker],
  ["/operations", findOperation],
  ["/audit", findAudit],
] as const;

export const find = (app: FastifyInstance, { reads }: Site) =>
  app.get("/find", async (request, reply) => {
    const { q } = asked.parse(request.query);
    const id = anId.safeParse(q).data;
    if (id === undefined) return reply.redirect(`/jobs?${query({ request: q })}`);
    const found = await Promise.all(PLACES.map(async ([page, look]) => ((await look(reads, id)) ? page : undefined)));
    const page = found.find((one) => one !== undefined);
    if (page !== undefined) return reply.redirect(`${page}/${id}`);
    /** Requests of the API have UUIDs as well; what is nowhere else is a user, whom nothing but an id tells. */
    const { ids } = await searchJobs(reads, { requestId: id }, { limit: 1 });
    return reply.redirect(ids.length > 0 ? `/jobs?${query({ request: id })}` : `/users/${id}`);
  });
