/** Bull Board over every queue: what BullMQ has of the jobs, as it sees it. */
import { pausedKinds } from "@assent/db";
import { distinctQueues, jobIdsIn, kinds, queueNameOf } from "@assent/jobs";
import type { Log } from "@assent/runtime";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import type { FastifyInstance } from "fastify";
import type { BoardContext } from "./context.ts";
import { failureOf } from "./errors.ts";

export const QUEUES_PATH = "/queues";
/** Bull Board's page has styles of its own in it. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
/** Its page would fetch a font from elsewhere; nothing leaves the board. */
const FOREIGN_LINK = /<link href="https?:[^>]*>/g;

export async function rawQueues(app: FastifyInstance, context: BoardContext, log: Log) {
  app.addHook("onSend", async (_, reply, payload) => {
    reply.header("content-security-policy", POLICY);
    return typeof payload === "string" && payload.startsWith("<!DOCTYPE html>") ? payload.replaceAll(FOREIGN_LINK, "") : payload;
  });
  await app.register(bullBoard(context, log), { prefix: QUEUES_PATH });
}

function bullBoard({ env, db, broker }: BoardContext, log: Log) {
  const serverAdapter = new FastifyAdapter().setBasePath(QUEUES_PATH);
  const apiUrl = env.API_URL ?? `http://localhost:${env.PORT}`;
  const externalJobUrl = (delivery: Parameters<typeof jobIdsIn>[0]) => ({ href: `/jobs/${jobIdsIn(delivery)[0]}`, displayText: "Job" });
  const ofQueue = { delimiter: ".", allowCompletedRetries: false, externalJobUrl };
  /** BullMQ knows nothing of paused kinds. */
  const isPaused = (queue: string) => async () => {
    const paused = await pausedKinds(db);
    return kinds.filter((kind) => queueNameOf(kind) === queue).every(({ name }) => paused.includes(name));
  };
  const queues = distinctQueues(broker.queues).map((queue) =>
    Object.assign(new BullMQAdapter(queue, ofQueue), { isPaused: isPaused(queue.name) }),
  );
  const uiConfig = {
    boardTitle: "Assent",
    hideRedisDetails: true,
    hideDocsLink: true,
    miscLinks: [
      { text: "Console", url: "/" },
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
