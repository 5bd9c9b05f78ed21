import { findJob, type JobRow } from "@assent/db";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { vanishedProblem } from "../problems.ts";
import { beginStream, endOf, KEEP_ALIVE_MS } from "./server-sent.ts";

/**
 * Server-sent events (WHATWG HTML, 9.2): `event: job` with the job's view at the start and at every word about it,
 * a comment now and then to keep proxies awake, and the end of the stream once the job has settled. `event: end` comes only
 * before that: when the process stops. `event: problem` ends it if the job was lost.
 */
export async function streamJob(
  { db, settlements, stopping }: Context,
  request: FastifyRequest & { params: { id: string } },
  reply: FastifyReply,
  view: (row: JobRow) => Promise<unknown>,
) {
  const watch = settlements.watch(request.params.id);
  const out = beginStream(request, reply, watch.end);
  try {
    let settled = false;
    for (let last = ""; !settled && !out.closed && !stopping.aborted; ) {
      const row = await findJob(db, request.params.id);
      if (!row) return void out.write(`event: problem\ndata: ${JSON.stringify(vanishedProblem(request.params.id))}\n\n`);
      const data = JSON.stringify(await view(row));
      out.write(data === last ? ": still there\n\n" : `event: job\ndata: ${data}\n\n`);
      settled = row.status !== "queued";
      last = data;
      if (!settled) await watch.next(KEEP_ALIVE_MS);
    }
    if (stopping.aborted && !settled) out.write(endOf("stopping"));
  } catch (error) {
    request.log.warn({ event: "stream.broken", err: error }, "an event stream ended early; its client connects again by itself");
  } finally {
    watch.end();
    out.end();
  }
}
