import { eventCursorAt } from "@assent/db";
import {
  BEGINNING,
  clientTimestamp,
  decodeCursor,
  EVENT_TYPES,
  type EventCursor,
  type EventType,
  type EventView,
  encodeCursor,
  eventView,
  id,
  named,
} from "@assent/domain";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { served } from "../admission/admission.ts";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { preferenceOf } from "../prefer.ts";
import { listedUser } from "../principal.ts";
import { HttpProblem, unavailable } from "../problems.ts";
import { blockOf, streamEvents } from "./event-stream.ts";
import { inOwnPlace } from "./server-sent.ts";

const MOST = 1_000;
const USUAL = 100;
const MOST_CURSOR = 8_000;
const CURSOR = encodeCursor({ place: 4_711n, open: { ids: [], from: 815n, below: 815n } });
const LIMIT = `must be a whole number from 1 to ${MOST}`;

const query = z
  .strictObject({
    after: z
      .string()
      .max(MOST_CURSOR)
      .optional()
      .describe("the next_cursor of the answer before; without it, and without since, from the first event on")
      .meta({ examples: [CURSOR] }),
    since: clientTimestamp.optional().describe("instead of after: from this time on; some events of the minute before may come as well"),
    types: z
      .string()
      .max(500)
      .transform((list) => list.split(","))
      .pipe(z.array(z.enum(EVENT_TYPES, { error: `must be some of these, with commas between them: ${EVENT_TYPES.join(", ")}` })))
      .optional()
      .describe(`only these, with commas between them: ${EVENT_TYPES.map((type) => `\`${type}\``).join(", ")}`)
      .meta({ examples: ["session.expired,session.revoked"] }),
    user_id: id.optional(),
    session_id: id.optional(),
    limit: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, LIMIT)
      .meta({ type: "integer", minimum: 1, maximum: MOST, pattern: undefined, examples: [USUAL] })
      .transform(Number)
      .refine((n) => n <= MOST, LIMIT)
      .optional()
      .describe(`1 to ${MOST}; ${USUAL} if not given`),
  })
  .refine(({ after, since }) => after === undefined || since === undefined, {
    path: ["since"],
    error: "must not be given together with after",
  });

const answer = z.object({
  events: z.array(eventView).describe("those about one session in the order in which they happened to it"),
  next_cursor: z
    .string()
    .describe("for after, once these events are dealt with; it moves on also where there are none")
    .meta({ examples: [CURSOR] }),
});

const STREAM = `\`event\` is the type, \`data\` the event; \`id\`, now and then, is what to come back with, as \`Last-Event-ID\` or \`after\`. A comment comes
when there is nothing else for a while, and \`event: end\` when the process stops or the token's time is over.`;

const headers = z.object({
  prefer: z
    .string()
    .optional()
    .describe("wait=N: if there is no event, wait up to N seconds for one")
    .meta({ examples: ["wait=20"] }),
  "last-event-id": z.string().max(MOST_CURSOR).optional().describe("as after, which it comes before; browsers send it by themselves"),
});

export function eventRoutes(app: Api, context: Context) {
  const schema = operation({
    operationId: "listEvents",
    tags: ["events"],
    summary:
      "Follow what happens: the events after a cursor; with Prefer: wait=N the next ones, and as a stream to whoever accepts text/event-stream",
    access: { scope: "events:read", owner: "query" },
    querystring: query,
    headers,
    response: { 200: answer },
    streams: { description: STREAM, example: `id: ${CURSOR}\n${blockOf(named.get("Event")?.example as EventView)}` },
    problems: ["invalid-cursor"],
  });
  app.get("/events", { schema }, async (request, reply) => {
    const { limit = USUAL, types, user_id, session_id } = request.query;
    const filter = { types, userId: listedUser(request.principal, user_id), sessionId: session_id };
    const reader = context.events.reader(await cursorOf(context, request), filter);
    if (accepts(request)) {
      if (!context.admission.mayWait()) throw unavailable("As many wait as can; come back in a moment.");
      return inOwnPlace(context, request, reply, () => streamEvents(context, request, reply, reader));
    }
    const { waitMs, applied } = preferenceOf(request.headers.prefer, 0);
    try {
      const events = await reader.next(limit, 0);
      served(request);
      const isToWait = events.length === 0 && waitMs > 0 && context.admission.mayWait();
      if (applied) reply.header("preference-applied", applied);
      return { events: isToWait ? await reader.next(limit, waitMs) : events, next_cursor: encodeCursor(reader.cursor) };
    } finally {
      reader.leave();
    }
  });
}

interface Asked {
  query: { after?: string | undefined; since?: string | undefined; types?: EventType[] | undefined };
  headers: { "last-event-id"?: string | undefined };
}

/** @throws HttpProblem 400 for a cursor that is none of ours */
async function cursorOf({ read }: Context, { query: { after, since }, headers: { "last-event-id": last } }: Asked): Promise<EventCursor> {
  const given = last ?? after;
  if (given !== undefined) return decodeCursor(given) ?? invalidCursor();
  return since === undefined ? BEGINNING : read((db) => eventCursorAt(db, since));
}

function invalidCursor(): never {
  throw new HttpProblem("invalid-cursor", "Pass next_cursor as you got it, or none to begin with the first event.");
}

const accepts = ({ method, headers: { accept } }: FastifyRequest) => method === "GET" && /\btext\/event-stream\b/.test(accept ?? "");
