import type { FastifyInstance, FastifyReply } from "fastify";
import { unavailable } from "./problems.ts";

declare module "fastify" {
  interface FastifyReply {
    /** Where it stands among the open ones, and since when, in ms of `performance.now()`. */
    place: number;
    openSince: number;
  }
}

/**
 * Answers 503 for every handler that has not answered after `afterMs`, at most `lookEveryMs` late. One timer looks over the
 * open requests; Fastify's own `handlerTimeout` makes a timer and an AbortController for each request.
 */
export function answerHanging(app: FastifyInstance, { afterMs, lookEveryMs }: { afterMs: number; lookEveryMs: number }) {
  /** Not a Set: one that is filled and emptied all the time leaves tables behind that keep what was in them until a full GC. */
  const open: FastifyReply[] = [];

  app.decorateReply("place", 0);
  app.decorateReply("openSince", 0);
  app.addHook("onRequest", (_, reply, done) => {
    reply.openSince = performance.now();
    reply.place = open.push(reply) - 1;
    done();
  });
  app.addHook("onResponse", (_, reply, done) => {
    leave(reply);
    done();
  });

  /** The last one takes its place. Leaving twice is harmless. */
  function leave(reply: FastifyReply) {
    if (open[reply.place] !== reply) return;
    const last = open.pop() as FastifyReply;
    if (last === reply) return;
    open[reply.place] = last;
    last.place = reply.place;
  }

  /** Nothing tells that the request of a client that has hung up is over; it leaves here. */
  function look() {
    const late = performance.now() - afterMs;
    for (const reply of open.filter(({ openSince }) => openSince <= late)) {
      leave(reply);
      end(reply);
    }
  }

  const timer = setInterval(look, lookEveryMs).unref();
  app.addHook("onClose", (_, done) => {
    clearInterval(timer);
    done();
  });
}

/** An answer whose beginning is under way can only be cut off; a stream has taken its answer into its own hands. */
function end(reply: FastifyReply) {
  if (reply.sent) return;
  if (reply.raw.headersSent) reply.raw.destroy();
  else reply.send(unavailable("The answer took too long; the outcome is not known."));
}
