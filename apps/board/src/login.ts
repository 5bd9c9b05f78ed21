/** The board's own login: a form with a CSRF token, and few tries. */
import { appendAudit } from "@assent/db";
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import form from "@fastify/formbody";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type Account, recognise } from "./accounts.ts";
import type { BoardContext } from "./context.ts";
import { COOKIE_OPTIONS, cookieOptions } from "./cookies.ts";
import { answerError, isNavigation } from "./errors.ts";
import { oidcSettings } from "./oidc/env.ts";
import { enteredPage, loginPage, logoutPage } from "./pages.ts";
import { accountOf, beginSession, endSession } from "./sessions.ts";
import { countTry } from "./tries.ts";

const HOME = "/";
const HTML = "text/html; charset=utf-8";
const credentials = z.object({ user: z.string().max(200), password: z.string().max(200), _csrf: z.string().max(200) });

declare module "fastify" {
  interface FastifyRequest {
    account: Account | undefined;
  }
}

export async function addLogin(app: FastifyInstance, context: BoardContext) {
  const { env } = context;
  await app.register(cookie, { secret: env.SESSION_SECRET });
  await app.register(csrf, {
    cookieOpts: { ...COOKIE_OPTIONS, secure: "auto" },
    getToken: ({ body }: FastifyRequest) => (body as { _csrf?: string } | undefined)?._csrf,
  });
  await app.register(form);
  app.decorateRequest("account", undefined);
  addForm(app, context);
  addLogout(app, context);
  const settings = oidcSettings(env);
  if (!settings) return;
  const { addOidc } = await import("./oidc/routes.ts");
  addOidc(app, settings, {
    countTry: (request, reply) => countTry(context, request, reply),
    enter: (request, reply, account) => enterByProvider(context, request, reply, account),
  });
}

function addForm(app: FastifyInstance, context: BoardContext) {
  app.get("/login", (_, reply) => page(context, reply, 200));
  app.post("/login", { preHandler: app.csrfProtection }, async (request, reply) => {
    const given = credentials.safeParse(request.body).data;
    const takeBack = await countTry(context, request, reply, given?.user ?? "");
    const account = given && (await recognise(context.env, given.user, given.password));
    await recordLogin(context, request, account);
    if (!account) return page(context, reply, 401, "Wrong user or password.");
    await takeBack();
    await beginSession(context, account, reply);
    return reply.redirect(HOME);
  });
}

function addLogout(app: FastifyInstance, context: BoardContext) {
  app.get("/logout", (_, reply) => reply.type(HTML).send(String(logoutPage())));
  app.post("/logout", { preHandler: sameOrigin }, async (request, reply) => {
    const account = await accountOf(context, request);
    if (account) await record(context, request, account.name, "board.logout", "ok");
    await endSession(context, request, reply);
    return reply.redirect("/login");
  });
}

async function enterByProvider(context: BoardContext, request: FastifyRequest, reply: FastifyReply, account: Account | undefined) {
  await recordLogin(context, request, account);
  if (!account) return page(context, reply, 401, "The provider did not say that you may be here.");
  await beginSession(context, account, reply);
  return reply.type(HTML).send(String(enteredPage()));
}

function page({ env }: BoardContext, reply: FastifyReply, status: number, message?: string) {
  const token = reply.generateCsrf(cookieOptions(reply.request));
  const html = loginPage(token, message, oidcSettings(env) !== undefined);
  return reply.code(status).type(HTML).send(String(html));
}

const recordLogin = (context: BoardContext, request: FastifyRequest, account: Account | undefined) =>
  record(context, request, account?.name ?? "unknown", "board.login", account ? "ok" : "refused");

const record = (
  { db }: BoardContext,
  { id }: FastifyRequest,
  name: string,
  action: "board.login" | "board.logout",
  outcome: "ok" | "refused",
) => appendAudit(db, [{ actor: `board:${name}`, action, subject: "board", outcome, requestId: id }]);

/** Whoever is not logged in gets the form (or 401, for what is no page); actions must come from the board itself. */
export function requireLogin(app: FastifyInstance, context: BoardContext) {
  app.addHook("onRequest", async (request, reply) => {
    request.account = await accountOf(context, request);
    if (request.account) return sameOrigin(request, reply);
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
