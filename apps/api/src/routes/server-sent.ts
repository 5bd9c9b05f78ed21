/** Server-sent events (WHATWG HTML, 9.2): how a stream of them begins and ends. */
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";

/** A comment goes out this often when there is nothing else, so that proxies stay awake. */
export const KEEP_ALIVE_MS = 15_000;

/** @param onClose also when the client leaves @throws HttpProblem 429 before anything has begun */
export function beginStream({ limits }: Context, request: FastifyRequest, reply: FastifyReply, onClose: () => void): ServerResponse {
  const leave = limits.stream(request.principal);
  reply.hijack();
  const out = reply.raw.once("close", leave).once("close", onClose);
  out.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-accel-buffering": "no",
    connection: "close",
    "x-request-id": request.id,
  });
  return out;
}

/** Said when the stream is over and what it is about is not. `retry` is for EventSource, in ms. */
export const endOf = (reason: "stopping" | "token-expired"): string => `retry: 1000\nevent: end\ndata: {"reason":"${reason}"}\n\n`;
