/** Who asks. Tokens are checked with one pinned algorithm family; `exp`, `sub`, `iss` and `aud` must be there. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { ApiEnv } from "./env.ts";
import { type Principal, principalOf, TRUSTED } from "./principal.ts";
import { HttpProblem } from "./problems.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
  }
}

type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/** Adds `request.principal` to every route of this instance. */
export function authenticateAll(app: FastifyInstance, env: ApiEnv) {
  const authenticate = env.AUTH_MODE === "open" ? async () => TRUSTED : byToken(env);
  app.decorateRequest("principal");
  app.addHook("onRequest", async (request: FastifyRequest) => {
    request.principal = await authenticate(request.headers.authorization);
  });
}

function byToken(env: ApiEnv): Authenticate {
  const verify = verifierOf(env);
  return async (authorization) => {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "") ?? [];
    if (!token) throw unauthenticated("Send a bearer token: Authorization: Bearer <token>.");
    const claims = await verify(token).catch(() => {
      throw unauthenticated("The token is not valid: wrong signature, expired, or not made for this API.", 'error="invalid_token"');
    });
    return principalOf(claims);
  };
}

function verifierOf({ JWT_SECRET, JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE }: ApiEnv): (token: string) => Promise<JWTPayload> {
  const claims = { issuer: JWT_ISSUER, audience: JWT_AUDIENCE, requiredClaims: ["exp", "sub"] };
  if (JWT_JWKS_URL) {
    const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(JWT_JWKS_URL));
    const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
    return async (token) => (await jwtVerify(token, keys, { ...claims, algorithms })).payload;
  }
  const key = new TextEncoder().encode(JWT_SECRET);
  return async (token) => (await jwtVerify(token, key, { ...claims, algorithms: ["HS256"] })).payload;
}

const unauthenticated = (detail: string, parameter?: string) =>
  new HttpProblem("unauthenticated", detail, {}, { "www-authenticate": `Bearer realm="assent"${parameter ? `, ${parameter}` : ""}` });
