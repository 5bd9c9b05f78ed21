/** What the board says when something goes wrong: never an error's own words, which may quote a row. */
import { errorCode, isTransient } from "@assent/db";
import { type Log, sparingly, TooManyWaiting } from "@assent/runtime";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { cookieOptions } from "./cookies.ts";
import { loginPage } from "./pages.ts";

const SAID: Record<number, string> = {
  403: "This form was too old or not from here. Try again.",
  429: "Too many tries. Wait a minute.",
};

/** A browser that shows the answer as it is, also to a form. */
export const isNavigation = ({ headers }: FastifyRequest) => headers.accept?.includes("text/html") === true;

/** In the shape that Bull Board's pages show. */
export const answerError = (reply: FastifyReply, status: number, error: string) => reply.code(status).send({ error });

export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { status, message } = failureOf(error, request.log);
  if (!isNavigation(request)) return answerError(reply, status, message);
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(String(loginPage(reply.generateCsrf(cookieOptions(request)), message)));
}

const REPORT_EVERY_MS = 5_000;

/** Open pages ask again every second. */
export const reportAway = sparingly(
  (log: Pick<Log, "warn">, err: Error) =>
    log.warn({ event: "board.unavailable", code: errorCode(err) }, "PostgreSQL could not answer the board; its pages say so and ask again"),
  REPORT_EVERY_MS,
);

export function failureOf(error: Error & { statusCode?: number }, log: Pick<Log, "error" | "warn">): { status: number; message: string } {
  const { statusCode: status = 500 } = error;
  if (isTransient(error)) {
    reportAway(log, error);
    return { status: 503, message: "PostgreSQL does not answer, or not in time. Try again." };
  }
  if (error instanceof TooManyWaiting) return { status: 429, message: SAID[429] ?? "" };
  if (status < 500) return { status, message: SAID[status] ?? "The request is not valid." };
  log.error({ event: "board.request_failed", err: error }, "the board could not answer");
  return { status, message: "That did not work. The log says why." };
}
