/** What each route asks for: the one place that says so. A route that is not named here keeps the board from starting. */
import { appendAudit } from "@assent/db";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { show } from "./console/site.ts";
import type { BoardContext } from "./context.ts";
import { answerError, isNavigation } from "./errors.ts";
import { may, type Right } from "./rights.ts";

export const ROUTES: Record<Right, readonly string[]> = {
  read: [
    ...["GET /", "GET /figures.json", "GET /find"],
    ...["GET /jobs", "GET /jobs/:id", "GET /operations", "GET /operations/:id"],
    ...["GET /kinds", "GET /kinds/:kind", "GET /workers", "GET /workers/:id"],
    ...["GET /users/:id", "GET /users/:id/sessions", "GET /consents/:id", "GET /sessions/:id"],
    ...["GET /audit", "GET /audit/:id"],
  ],
  export: ["GET /audit/export.csv", "GET /audit/export.ndjson"],
  repair: [
    ...["POST /jobs/:id/retry", "POST /jobs/:id/cancel"],
    ...["GET /operations/new", "POST /operations", "POST /operations/:id/cancel"],
    ...["POST /kinds/:kind/pause", "POST /kinds/:kind/resume"],
    ...["GET /workers/:id/drain", "POST /workers/:id/drain"],
    ...["GET /consents/:id/withdraw", "POST /consents/:id/withdraw"],
    ...["GET /sessions/:id/end", "POST /sessions/:id/end"],
  ],
};
/** Bull Board's, which come and go with its version: what is no GET is repair. */
const RAW_QUEUES = /^\/queues(\/|$)/;

const byRoute = new Map((Object.keys(ROUTES) as Right[]).flatMap((right) => ROUTES[right].map((route) => [route, right])));

export function rightFor(method: string, url: string): Right | undefined {
  const shows = method === "GET" || method === "HEAD";
  if (RAW_QUEUES.test(url)) return shows ? "read" : "repair";
  return byRoute.get(`${shows ? "GET" : method} ${url}`);
}

/** To be called after the login is required, and before there are routes. */
export function requireRights(app: FastifyInstance, { db }: Pick<BoardContext, "db">) {
  app.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat())
      if (!rightFor(one, url)) throw new Error(`${one} ${url} is not in apps/board/src/access.ts, so nobody knows who may do that`);
  });
  app.addHook("onRequest", async (request, reply) => {
    const { method, account, id } = request;
    const { url } = request.routeOptions;
    /** Of an address at which there is nothing anybody may hear that. */
    if (url === undefined) return;
    const right = rightFor(method, url);
    if (right && may(account?.role, right)) return;
    const who = { actor: `board:${account?.name}`, requestId: id };
    await appendAudit(db, [
      { ...who, action: "board.denied", subject: "board", outcome: "refused", detail: { route: `${method} ${url}` } },
    ]);
    return refuse(request, reply);
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply) {
  const words = `You are logged in as ${request.account?.role}, who may not do this.`;
  if (!isNavigation(request)) return answerError(reply, 403, words);
  return show(request, reply, { status: 403, title: "Not for you", body: words });
}
