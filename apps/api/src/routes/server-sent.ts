/** Server-sent events (WHATWG HTML, 9.2): how a stream of them begins and ends. */
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";

/** A comment goes out this often when there is nothing else, so that proxies stay awake. */
export const KEEP_ALIVE_MS = 15_000;

/**
 * Streams in a place of its user's, which is free again when the client leaves; it may have left before.
 *
 * @throws HttpProblem 429 before anything has begun
 */
export async function inOwnPlace({ limits }: Context, request: FastifyRequest, reply: FastifyReply, stream: () => Promise<void>) {
  const leave = limits.stream(request.principal);
  reply.raw.once("close", leave);
  await stream().finally(leave);
}

/** @param onClose also when the client leaves */
export function beginStream(request: FastifyRequest, reply: FastifyReply, onClose: () => void): ServerResponse {
  reply.hijack();
  const out = reply.raw.once("close", onClose);
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
