/** Who is logged in: a row for each session, so that a logout ends it wherever its cookie has got to. */
import { createHash, randomBytes } from "node:crypto";
import { beginBoardSession, endBoardSession, findBoardSession, noteBoardSession } from "@assent/db";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Account, allCredentials, credentialsOf } from "./accounts.ts";
import type { BoardContext } from "./context.ts";
import { COOKIE_OPTIONS, cookieOptions } from "./cookies.ts";
import { isNavigation } from "./errors.ts";

const COOKIE = "assent_board";
const MINUTE_MS = 60_000;
const LIFETIME = { longestMs: 12 * 60 * MINUTE_MS, idleMs: 30 * MINUTE_MS };
const TOKEN_BYTES = 32;

/** The answer carries the session's cookie. */
export async function beginSession({ db, env }: BoardContext, { name, role }: Account, reply: FastifyReply): Promise<void> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await beginBoardSession(db, { id: idOf(token), operator: name, role, credentials: credentialsOf(env, { name, role }) }, LIFETIME);
  reply.setCookie(COOKIE, token, { ...cookieOptions(reply.request), maxAge: LIFETIME.longestMs / 1_000 });
}

/** @returns whose request it is; undefined when nobody is logged in with it, or not any more */
export async function accountOf({ db, reads, env }: BoardContext, request: FastifyRequest): Promise<Account | undefined> {
  const id = sessionIn(request);
  const session = id && (await findBoardSession(reads, { id, credentials: allCredentials(env) }, LIFETIME));
  if (!id || !session) return undefined;
  if (session.isStale && isOfOperator(request)) await noteBoardSession(db, id);
  return { name: session.operator, role: session.role };
}

export async function endSession({ db }: BoardContext, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = sessionIn(request);
  if (id) await endBoardSession(db, id);
  reply.clearCookie(COOKIE, COOKIE_OPTIONS);
}

/** What a page that is left open asks for by itself keeps nobody logged in. */
const isOfOperator = (request: FastifyRequest) =>
  request.headers["hx-request"] === undefined && (request.method !== "GET" || isNavigation(request));

function sessionIn(request: FastifyRequest): string | undefined {
  const { value, valid } = request.unsignCookie(request.cookies[COOKIE] ?? "");
  return valid && value ? idOf(value) : undefined;
}

const idOf = (token: string) => createHash("sha256").update(token).digest("hex");
