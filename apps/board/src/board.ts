/** The operators' board: a login, the console behind it, and the raw queues. */
import type { Log } from "@assent/runtime";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { requireRights } from "./access.ts";
import { serveAssets } from "./assets.ts";
import { addConsole } from "./console/index.ts";
import type { BoardContext } from "./context.ts";
import { onError } from "./errors.ts";
import { guardActions } from "./guard.ts";
import { addLogin, requireLogin } from "./login.ts";
import { rawQueues } from "./raw-queues.ts";

const BODY_LIMIT_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
/** Nothing inline, and nothing from elsewhere. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

export async function buildBoard(context: BoardContext, log: Log): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
  }) as unknown as FastifyInstance;
  app.setErrorHandler(onError);
  app.addHook("onRequest", async (_, reply) => void reply.headers(HEADERS));
  app.addHook("onRequest", async ({ url }, reply) => {
    if (/%00/.test(url)) return reply.code(404).send({ error: "There is nothing at this address." });
  });
  app.addHook("onResponse", async ({ method, routeOptions }, { statusCode: status, elapsedTime: ms }) => {
    context.observer.answered({ method, route: routeOptions.url, status, ms });
  });
  app.addHook("onSend", async (_, reply) => void (context.stopping.aborted && reply.header("connection", "close")));
  app.get("/health/live", async () => ({ status: "live" }));
  serveAssets(app);
  await addLogin(app, context);
  await app.register(async (inside) => {
    requireLogin(inside, context);
    requireRights(inside, context);
    addConsole(inside, context);
  });
  await app.register(async (inside) => {
    requireLogin(inside, context);
    requireRights(inside, context);
    guardActions(inside, context);
    await rawQueues(inside, context, log);
  });
  await app.ready();
  return app;
}
