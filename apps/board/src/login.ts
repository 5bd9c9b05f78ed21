/** The board's own login: a signed cookie, a form with a CSRF token, and few tries. */
import { createHash, timingSafeEqual } from "node:crypto";
import { appendAudit } from "@assent/db";
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import form from "@fastify/formbody";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { BoardContext } from "./context.ts";
import { COOKIE_OPTIONS, cookieOptions } from "./cookies.ts";
import type { BoardEnv } from "./env.ts";
import { answerError, wantsPage } from "./errors.ts";
import { loginPage, logoutPage } from "./pages.ts";

const COOKIE = "assent_board";
const HTML = "text/html; charset=utf-8";
const SESSION_HOURS = 12;
const TRIES_PER_MINUTE = 10;
const AUDIENCE = "assent-board";
const credentials = z.object({ user: z.string().max(200), password: z.string().max(200), _csrf: z.string().max(200) });

declare module "fastify" {
  interface FastifyRequest {
    operator: string | undefined;
  }
}

export async function addLogin(app: FastifyInstance, { env, db }: BoardContext, home: string) {
  await app.register(cookie, { secret: env.SESSION_SECRET });
  await app.register(csrf, {
    cookieOpts: { ...COOKIE_OPTIONS, secure: "auto" },
    getToken: ({ body }: FastifyRequest) => (body as { _csrf?: string } | undefined)?._csrf,
  });
  await app.register(form);
  await app.register(rateLimit, { global: false });
  app.decorateRequest("operator", undefined);
  const page = (reply: FastifyReply, status: number, message?: string) =>
    reply
      .code(status)
      .type(HTML)
      .send(loginPage(reply.generateCsrf(cookieOptions(reply.request)), message));

  app.get("/", (_, reply) => reply.redirect(home));
  app.get("/login", (_, reply) => page(reply, 200));
  app.post(
    "/login",
    { config: { rateLimit: { max: TRIES_PER_MINUTE, timeWindow: "1 minute" } }, preHandler: app.csrfProtection },
    async (request, reply) => {
      const given = credentials.safeParse(request.body).data;
      const known = given !== undefined && same(given.user, env.BOARD_USER) && same(given.password, env.BOARD_PASSWORD);
      await appendAudit(db, [
        {
          actor: `board:${known ? env.BOARD_USER : "unknown"}`,
          action: "board.login",
          subject: "board",
          outcome: known ? "ok" : "refused",
          requestId: request.id,
        },
      ]);
      if (!known) return page(reply, 401, "Wrong user or password.");
      return reply.setCookie(COOKIE, await sessionToken(env), { ...cookieOptions(request), maxAge: SESSION_HOURS * 3_600 }).redirect(home);
    },
  );
  app.get("/logout", (_, reply) => reply.type(HTML).send(logoutPage()));
  app.post("/logout", { preHandler: sameOrigin }, (_, reply) => reply.clearCookie(COOKIE, COOKIE_OPTIONS).redirect("/login"));
}

/** Whoever is not logged in gets the form (or 401, for what is no page); actions must come from the board itself. */
export function requireLogin(app: FastifyInstance, env: BoardEnv) {
  app.addHook("onRequest", async (request, reply) => {
    request.operator = await operatorOf(request, env);
    if (request.operator) return sameOrigin(request, reply);
    if (wantsPage(request)) return reply.redirect("/login");
    return answerError(reply, 401, "Log in first.");
  });
}

/** Browsers say where a request comes from; SameSite=Strict already keeps the cookie at home, this is the second lock. */
async function sameOrigin(request: FastifyRequest, reply: FastifyReply) {
  if (request.method === "GET" || request.method === "HEAD") return;
  const { "sec-fetch-site": site, origin } = request.headers;
  const home = site !== undefined ? site === "same-origin" : origin !== undefined && hostOf(origin) === request.host;
  if (!home) return answerError(reply, 403, "This must come from the board itself.");
}

/** A browser may send "null" for an origin. */
const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined);

async function operatorOf(request: FastifyRequest, env: BoardEnv): Promise<string | undefined> {
  const { value, valid } = request.unsignCookie(request.cookies[COOKIE] ?? "");
  if (!valid || !value) return undefined;
  const claims = { issuer: AUDIENCE, audience: AUDIENCE, algorithms: ["HS256"], requiredClaims: ["exp", "sub"] };
  return jwtVerify(value, key(env), claims).then(
    ({ payload }) => payload.sub,
    () => undefined,
  );
}

const sessionToken = (env: BoardEnv) =>
  new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(env.BOARD_USER)
    .setIssuer(AUDIENCE)
    .setAudience(AUDIENCE)
    .setExpirationTime(`${SESSION_HOURS}h`)
    .sign(key(env));

/** Bound to the password as well: changing it ends every login. */
const key = ({ SESSION_SECRET, BOARD_PASSWORD }: BoardEnv) =>
  createHash("sha256").update(`board-session\0${SESSION_SECRET}\0${BOARD_PASSWORD}`).digest();

/** In constant time, whatever the lengths. */
const same = (a: string, b: string) => timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
