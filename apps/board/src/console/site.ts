/** What every page works with, and how pages and actions are put on the board. */
import { type Db, isTransient } from "@assent/db";
import { Refusal } from "@assent/domain";
import type { Broker, Operator, Producer } from "@assent/jobs";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { cookieOptions } from "../cookies.ts";
import { failureOf, reportAway } from "../errors.ts";
import { html } from "../html.ts";
import { may, type Right } from "../rights.ts";
import { layout, type Page } from "./layout.ts";
import { live } from "./parts.ts";

export interface Site {
  /** For what pages read, on connections of their own and with a short time-out. */
  reads: Db;
  /** For what operators do. */
  db: Db;
  broker: Broker;
  producer: Producer;
  /** Aborts when the process shuts down. */
  stopping: AbortSignal;
}

export interface Visit {
  params: Record<string, string>;
  query: unknown;
  form: unknown;
  by: Operator;
  /** What it may not is left out of pages; whether it is refused does not hang on that. */
  may(right: Right): boolean;
  /** A token for the forms of the page. */
  csrf: string;
}

/** Ends in a page that says so. */
export class Trouble extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

export const nothingThere = (what: string) => new Trouble(404, `There is no such ${what}.`);

const HTML = "text/html; charset=utf-8";
const RETRY_AFTER_S = 3;

export const addPage = (app: FastifyInstance, path: string, build: (visit: Visit) => Promise<Page>) =>
  app.get(path, async (request, reply) => show(request, reply, await build(visitOf(request, reply))));

/** @param act does it, and says which page comes next */
export const addAction = (app: FastifyInstance, path: string, act: (visit: Visit) => Promise<string | Refusal>) =>
  app.post(path, { preHandler: app.csrfProtection }, async (request, reply) => {
    const next = await act(visitOf(request, reply));
    if (next instanceof Refusal) throw new Trouble(next.problem.status, next.problem.detail);
    return reply.redirect(next, 303);
  });

export const visitOf = (request: FastifyRequest, reply: FastifyReply): Visit => ({
  params: request.params as Record<string, string>,
  query: request.query,
  form: request.body,
  by: { principal: `board:${request.account?.name}`, requestId: request.id },
  may: (right) => may(request.account?.role, right),
  get csrf() {
    return reply.generateCsrf(cookieOptions(request));
  },
});

export function show(request: FastifyRequest, reply: FastifyReply, page: Page) {
  return reply
    .code(page.status ?? 200)
    .type(HTML)
    .send(String(layout(page, { path: pathOf(request), account: request.account })));
}

export const pathOf = ({ url }: FastifyRequest) => url.split("?")[0] ?? "/";

/** Says what is wrong in words, and never in an error's own, which may quote a row. */
export function showTrouble(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (isTransient(error)) {
    reportAway(request.log, error);
    return show(request, reply, away(request));
  }
  const { status, words } = troubleOf(error, request);
  return show(request, reply, {
    status,
    title: TITLES[status] ?? "That did not work",
    body: html`<p class="banner warn" role="alert">${words}</p>`,
  });
}

const TITLES: Record<number, string> = { 400: "Not understood", 403: "Not done", 404: "Nothing here", 409: "Not possible now" };

function troubleOf(error: FastifyError | Error, { log }: FastifyRequest): { status: number; words: string } {
  if (error instanceof Trouble) return { status: error.status, words: error.message };
  if (error instanceof z.ZodError)
    return { status: 400, words: error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ") };
  const { status, message } = failureOf(error, log);
  return { status, words: message };
}

const away = ({ method, url }: FastifyRequest): Page => ({
  status: 503,
  title: "PostgreSQL does not answer",
  ...(method === "GET" ? awayForPage(url) : AWAY_FOR_ACTION),
});

/** What is live on a page keeps asking, and finds the page again once PostgreSQL is back. */
const awayForPage = (url: string) => ({
  retryAfterS: RETRY_AFTER_S,
  body: live(
    url,
    html`<p class="banner bad" role="alert">PostgreSQL does not answer, or not in time, so there is nothing true to show. This page tries again by itself.</p>`,
  ),
});

const AWAY_FOR_ACTION = {
  body: html`<p class="banner bad" role="alert">PostgreSQL did not answer in time, or a worker has this in hand. Look whether it was done before you repeat it.</p>`,
};

/** An empty field of a form stands for none. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
