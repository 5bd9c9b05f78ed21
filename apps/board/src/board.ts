/** The operators' board: a login, and Bull Board over every queue behind it. */

import { jobIdsIn } from "@assent/jobs";
import type { Log } from "@assent/runtime";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { BoardContext } from "./context.ts";
import { failureOf, onError } from "./errors.ts";
import { guardActions } from "./guard.ts";
import { addLogin, requireLogin } from "./login.ts";

const QUEUES_PATH = "/queues";
const BODY_LIMIT_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
/** Bull Board's page would fetch its font from elsewhere; nothing leaves the board. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
};

export async function buildBoard(context: BoardContext, log: Log): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  app.setErrorHandler(onError);
  app.addHook("onRequest", async ({ url }, reply) => {
    if (/%00/.test(url)) return reply.code(404).send({ error: "There is nothing at this address." });
  });
  app.addHook("onRequest", async (_, reply) => void reply.headers(HEADERS));
  app.get("/health/live", async () => ({ status: "live" }));
  await addLogin(app, context, QUEUES_PATH);
  await app.register(async (inside) => {
    requireLogin(inside, context.env);
    guardActions(inside, context);
    await inside.register(bullBoard(context, log), { prefix: QUEUES_PATH });
  });
  await app.ready();
  return app;
}

function bullBoard({ env, broker }: BoardContext, log: Log) {
  const serverAdapter = new FastifyAdapter().setBasePath(QUEUES_PATH);
  const apiUrl = env.API_URL ?? `http://localhost:${env.PORT}`;
  const externalJobUrl = (delivery: Parameters<typeof jobIdsIn>[0]) => ({
    href: `${apiUrl}/api/v1/jobs/${jobIdsIn(delivery)[0]}`,
    displayText: "Job in the API",
  });
  const ofQueue = { delimiter: ".", allowCompletedRetries: false, externalJobUrl };
  const queues = [...broker.queues.values()].map((queue) => new BullMQAdapter(queue, ofQueue));
  const uiConfig = {
    boardTitle: "Assent",
    hideRedisDetails: true,
    hideDocsLink: true,
    miscLinks: [
      { text: "API", url: `${apiUrl}/api/docs` },
      { text: "Log out", url: "/logout" },
    ],
  };
  createBullBoard({ queues, serverAdapter, options: { uiConfig } });
  serverAdapter.setErrorHandler((error) => {
    const { status, message } = failureOf(error, log);
    return { status: status as 500, body: { error: message } };
  });
  return serverAdapter.registerPlugin();
}
