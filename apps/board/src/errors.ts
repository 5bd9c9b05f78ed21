/** What the board says when something goes wrong: never an error's own words, which may quote a row. */
import type { Log } from "@assent/runtime";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { cookieOptions } from "./cookies.ts";
import { loginPage } from "./pages.ts";

const SAID: Record<number, string> = {
  403: "This form was too old or not from here. Try again.",
  429: "Too many tries. Wait a minute.",
};

export const wantsPage = ({ method, headers, url }: FastifyRequest) =>
  headers.accept?.includes("text/html") === true && (method === "GET" || url === "/login");

/** In the shape that Bull Board's pages show. */
export const answerError = (reply: FastifyReply, status: number, error: string) => reply.code(status).send({ error });

export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { status, message } = failureOf(error, request.log);
  if (!wantsPage(request)) return answerError(reply, status, message);
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(loginPage(reply.generateCsrf(cookieOptions(request)), message));
}

export function failureOf(error: Error & { statusCode?: number }, log: Pick<Log, "error">): { status: number; message: string } {
  const { statusCode: status = 500 } = error;
  if (status < 500) return { status, message: SAID[status] ?? "The request is not valid." };
  log.error({ event: "board.request_failed", err: error }, "the board could not answer");
  return { status, message: "That did not work. The log says why." };
}
