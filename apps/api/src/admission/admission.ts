/** Under more requests than can be answered, some are answered in time and the others refused at once, before they cost anything. */
import { problemOf } from "@assent/domain";
import { type Log, sparingly } from "@assent/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Preference } from "../prefer.ts";
import { sendProblem } from "../problems.ts";
import { Lane } from "./lane.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The lane that it is in, from when it has arrived until what it asks of the database is done. */
    lane: Lane | undefined;
  }
}

export interface Admission {
  /** Apart, so that neither sort can keep the other out. */
  reads: Lane;
  writes: Lane;
  /** Whether one more may wait for a job. */
  mayWait(): boolean;
  /**
   * How long a write may wait for its job as things are: in a lane that is full, whoever has been let in is answered soon.
   *
   * @param sinceMs how long ago it came
   */
  patience(asked: Preference, sinceMs: number): Preference;
}

const REPORT_EVERY_MS = 5_000;
const ANSWER_WHEN_FULL_MS = 600;
/** Who waits costs nothing but memory, about 15 KiB. */
const MOST_WAITING = 5_000;

/** @param waiting how many wait for their jobs now */
export function createAdmission(log: Log, waiting: () => number): Admission {
  const report = sparingly(({ name, inside, limit }: Lane) => {
    log.warn(
      { event: "requests.refused", lane: name, under_way: inside, limit },
      `more ${name} come than can be answered in time; those beyond ${limit} at once are told to come back`,
    );
  }, REPORT_EVERY_MS);
  const writes = new Lane("writes", report);

  const mayWait = () => waiting() < MOST_WAITING;

  function longestMs(sinceMs: number): number {
    if (!mayWait()) return 0;
    return writes.full ? Math.max(0, ANSWER_WHEN_FULL_MS - sinceMs) : Number.POSITIVE_INFINITY;
  }

  function patience(asked: Preference, sinceMs: number): Preference {
    const waitMs = longestMs(sinceMs);
    return asked.waitMs <= waitMs ? asked : { waitMs, applied: undefined };
  }

  return { reads: new Lane("reads", report), writes, mayWait, patience };
}

/**
 * Lets in or refuses each request of this instance, before anything is done about it. It takes its place when it has arrived whole:
 * clients that send slowly cannot keep others out.
 */
export function admitAll(app: FastifyInstance, { reads, writes }: Admission) {
  app.decorateRequest("lane");
  const laneOf = ({ method }: FastifyRequest) => (method === "GET" || method === "HEAD" ? reads : writes);
  app.addHook("onRequest", (request, reply, done) => {
    laneOf(request).knock({
      isGone: () => reply.raw.destroyed,
      letIn: done,
      turnAway: () => refuse(request, reply),
    });
  });
  app.addHook("preValidation", (request, reply, done) => {
    if (reply.raw.destroyed) return done();
    request.lane = laneOf(request);
    request.lane.enter();
    /** When the client hangs up, which nothing else tells. */
    reply.raw.once("close", () => leave(request, false));
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    leave(request, reply.statusCode < 400);
    done();
  });
}

/** What a request asks of the database is done; for what it waits for now it takes nobody's place. */
export const served = (request: FastifyRequest) => leave(request, true);

function leave(request: FastifyRequest, done: boolean) {
  request.lane?.leave(done);
  request.lane = undefined;
}

const FULL = problemOf("unavailable", "More requests are under way than can be answered in time; come back in a moment.");

const refuse = (request: FastifyRequest, reply: FastifyReply) => void sendProblem(request, reply.header("retry-after", "1"), FULL);
