import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type EventView, encodeCursor } from "@assent/domain";
import type { EventReader } from "@assent/jobs";
import type { FastifyReply, FastifyRequest } from "fastify";
import { served } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import { beginStream, endOf, KEEP_ALIVE_MS } from "./server-sent.ts";

const MOST_AT_ONCE = 500;
/** A client that does not read what was sent is cut off after this long, and comes back with its Last-Event-ID. */
const PATIENCE_MS = 30_000;

/**
 * Server-sent events (WHATWG HTML, 9.2). `id` comes with the last event of those that were read together: who comes back with an older one
 * gets some of them once more. A block of an id alone moves on who has been told of nothing.
 */
export async function streamEvents({ stopping }: Context, request: FastifyRequest, reply: FastifyReply, reader: EventReader) {
  /** Before the answer has begun: what is wrong now can still be said with a status. */
  let events = await reader.next(MOST_AT_ONCE, 0);
  served(request);
  const out = beginStream(request, reply, () => reader.leave());
  const leftMs = () => request.principal.until - Date.now();
  try {
    while (!out.destroyed && !stopping.aborted && leftMs() > 0) {
      await send(out, blocksOf(events, encodeCursor(reader.cursor)));
      events = await reader.next(MOST_AT_ONCE, Math.min(KEEP_ALIVE_MS, leftMs()));
    }
    if (stopping.aborted) out.write(blocksOf(events, encodeCursor(reader.cursor)) + endOf("stopping"));
    else if (!out.destroyed) out.write(endOf("token-expired"));
  } catch (error) {
    request.log.warn({ event: "stream.broken", err: error }, "an event stream ended early; its client connects again by itself");
  } finally {
    reader.leave();
    out.end();
  }
}

/** @throws Error when the client does not take it */
async function send(out: ServerResponse, text: string): Promise<void> {
  if (out.write(text)) return;
  await once(out, "drain", { signal: AbortSignal.timeout(PATIENCE_MS) }).catch((error) => {
    out.destroy();
    throw error;
  });
}

export const blockOf = (event: EventView): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n`;

function blocksOf(events: EventView[], cursor: string): string {
  const blocks = events.map(blockOf);
  const last = blocks.pop() ?? ": still there\n";
  return [...blocks, `id: ${cursor}\n${last}`].join("\n").concat("\n");
}
