/** The way to the provider and back. */
import { errorCode } from "@assent/db";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Account } from "../accounts.ts";
import { cookieOptions } from "../cookies.ts";
import type { OidcSettings } from "./env.ts";
import { CALLBACK, type Pending, providerOf } from "./provider.ts";

export interface OidcLogin {
  /** Lets somebody in, or nobody; on record either way. */
  enter(request: FastifyRequest, reply: FastifyReply, account: Account | undefined): Promise<FastifyReply>;
  /** @returns how to take it back @throws Error with the status 429 */
  countTry(request: FastifyRequest, reply: FastifyReply): Promise<() => Promise<void>>;
}

const COOKIE = "assent_oidc";
const PENDING_S = 600;

/** Lax, because the browser comes back from another site. It opens nothing by itself. */
const options = (request: FastifyRequest) =>
  ({ ...cookieOptions(request), sameSite: "lax", path: "/login/oidc", maxAge: PENDING_S }) as const;

export function addOidc(app: FastifyInstance, settings: OidcSettings, { enter, countTry }: OidcLogin) {
  const provider = providerOf(settings);
  const onlyGet = { exposeHeadRoute: false };

  app.get("/login/oidc", onlyGet, async (request, reply) => {
    const begun = await provider.begin().catch((error) => warn(request, error));
    if (!begun) return enter(request, reply, undefined);
    return reply.setCookie(COOKIE, textOf(begun.pending), options(request)).redirect(begun.url);
  });

  app.get(CALLBACK, onlyGet, async (request, reply) => {
    const takeBack = await countTry(request, reply);
    const pending = pendingIn(request);
    reply.clearCookie(COOKIE, options(request));
    const account = pending && (await provider.finish(request.url, pending).catch((error) => warn(request, error)));
    if (account) await takeBack();
    return enter(request, reply, account);
  });
}

function pendingIn(request: FastifyRequest): Pending | undefined {
  const { value, valid } = request.unsignCookie(request.cookies[COOKIE] ?? "");
  const [state, nonce, verifier] = (valid && value ? value : "").split(".");
  return state && nonce && verifier ? { state, nonce, verifier } : undefined;
}

/** They have no dots in them. */
const textOf = ({ state, nonce, verifier }: Pending) => [state, nonce, verifier].join(".");

/** A code alone: what a provider says may quote a token. */
function warn({ log }: FastifyRequest, error: unknown): undefined {
  log.warn(
    { event: "board.oidc_failed", code: errorCode(error) },
    "the OpenID Connect provider did not answer, or not as it should; nobody was let in",
  );
}
