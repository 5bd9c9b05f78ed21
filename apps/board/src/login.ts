/** The board's own login: a form with a CSRF token, and few tries. */
import { createHash, timingSafeEqual } from "node:crypto";
import { appendAudit } from "@assent/db";
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import form from "@fastify/formbody";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { BoardContext } from "./context.ts";
import { COOKIE_OPTIONS, cookieOptions } from "./cookies.ts";
import { answerError, isNavigation } from "./errors.ts";
import { loginPage, logoutPage } from "./pages.ts";
import { beginSession, endSession, operatorOf } from "./sessions.ts";

const HOME = "/";
const HTML = "text/html; charset=utf-8";
const TRIES_PER_MINUTE = 10;
const credentials = z.object({ user: z.string().max(200), password: z.string().max(200), _csrf: z.string().max(200) });

declare module "fastify" {
  interface FastifyRequest {
    operator: string | undefined;
  }
}

export async function addLogin(app: FastifyInstance, context: BoardContext) {
  const { env, db } = context;
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
      .send(String(loginPage(reply.generateCsrf(cookieOptions(reply.request)), message)));

  const record = ({ id }: FastifyRequest, operator: string, action: "board.login" | "board.logout", outcome: "ok" | "refused") =>
    appendAudit(db, [{ actor: `board:${operator}`, action, subject: "board", outcome, requestId: id }]);

  app.get("/login", (_, reply) => page(reply, 200));
  app.post(
    "/login",
    { config: { rateLimit: { max: TRIES_PER_MINUTE, timeWindow: "1 minute" } }, preHandler: app.csrfProtection },
    async (request, reply) => {
      const given = credentials.safeParse(request.body).data;
      const known = given !== undefined && same(given.user, env.BOARD_USER) && same(given.password, env.BOARD_PASSWORD);
      await record(request, known ? env.BOARD_USER : "unknown", "board.login", known ? "ok" : "refused");
      if (!known) return page(reply, 401, "Wrong user or password.");
      await beginSession(context, reply);
      return reply.redirect(HOME);
    },
  );
  app.get("/logout", (_, reply) => reply.type(HTML).send(String(logoutPage())));
  app.post("/logout", { preHandler: sameOrigin }, async (request, reply) => {
    const operator = await operatorOf(context, request);
    if (operator) await record(request, operator, "board.logout", "ok");
    await endSession(context, request, reply);
    return reply.redirect("/login");
  });
}

/** Whoever is not logged in gets the form (or 401, for what is no page); actions must come from the board itself. */
export function requireLogin(app: FastifyInstance, context: BoardContext) {
  app.addHook("onRequest", async (request, reply) => {
    request.operator = await operatorOf(context, request);
    if (request.operator) return sameOrigin(request, reply);
    /** What a page asks for by itself is not a page: the whole goes to the login. */
    if (request.headers["hx-request"]) return reply.code(401).header("hx-redirect", "/login").send();
    if (isNavigation(request)) return reply.redirect("/login", 303);
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

/** In constant time, whatever the lengths. */
const same = (a: string, b: string) => timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
