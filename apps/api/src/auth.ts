/** Who asks. Tokens are checked with one pinned algorithm family; `exp`, `sub`, `iss` and `aud` must be there. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { ApiEnv } from "./env.ts";
import { rememberTokens } from "./known-tokens.ts";
import { type Principal, principalOf, subject, TRUSTED } from "./principal.ts";
import { HttpProblem, unavailable } from "./problems.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
  }
}

type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/** Adds `request.principal` to every route of this instance. */
export function authenticateAll(app: FastifyInstance, env: ApiEnv) {
  if (env.AUTH_MODE === "open") return void app.decorateRequest("principal", { getter: () => TRUSTED });
  const authenticate = byToken(env);
  app.decorateRequest("principal");
  app.addHook("onRequest", async (request: FastifyRequest) => {
    request.principal = await authenticate(request.headers.authorization);
  });
}

function byToken(env: ApiEnv): Authenticate {
  const verify = verifierOf(env);
  const principalIn = rememberTokens(async (token) => {
    const {
      sub,
      scope,
      exp = 0,
    } = await verify(token).catch((error) => {
      throw error instanceof HttpProblem ? error : invalidToken("wrong signature, expired, or not made for this API");
    });
    const named = subject.safeParse(sub);
    if (!named.success) throw invalidToken("its sub cannot be a caller's name");
    return { principal: principalOf(named.data, scope, exp * 1_000), exp };
  });
  return async (authorization) => {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "") ?? [];
    if (!token) throw unauthenticated("Send a bearer token: Authorization: Bearer <token>.");
    return principalIn(token);
  };
}

function verifierOf({ JWT_SECRET, JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE }: ApiEnv): (token: string) => Promise<JWTPayload> {
  const claims = { issuer: JWT_ISSUER, audience: JWT_AUDIENCE, requiredClaims: ["exp", "sub"] };
  if (JWT_JWKS_URL) {
    const keys = remoteKeys(new URL(JWT_JWKS_URL));
    const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
    return async (token) => (await jwtVerify(token, keys, { ...claims, algorithms })).payload;
  }
  const key = new TextEncoder().encode(JWT_SECRET);
  return async (token) => (await jwtVerify(token, key, { ...claims, algorithms: ["HS256"] })).payload;
}

/** Keys that cannot be fetched are our trouble and not the token's: a client must not throw its token away for it. */
function remoteKeys(url: URL): JWTVerifyGetKey {
  const find = createRemoteJWKSet(url);
  return (header, token) =>
    find(header, token).catch((error) => {
      if (TOKENS_FAULT.some((fault) => error instanceof fault)) throw error;
      throw unavailable("The keys that tokens are checked with cannot be fetched right now.");
    });
}

const TOKENS_FAULT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

const invalidToken = (why: string) => unauthenticated(`The token is not valid: ${why}.`, 'error="invalid_token"');

const unauthenticated = (detail: string, parameter?: string) =>
  new HttpProblem("unauthenticated", detail, {}, { "www-authenticate": `Bearer realm="assent"${parameter ? `, ${parameter}` : ""}` });
