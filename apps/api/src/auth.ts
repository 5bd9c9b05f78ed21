/** Who asks. Tokens are checked with one pinned algorithm family; `exp`, `sub`, `iss` and `aud` must be there. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { type JWTPayload, type JWTVerifyResult, jwtVerify } from "jose";
import type { ApiEnv } from "./env.ts";
import { remoteKeys } from "./jwks.ts";
import { rememberTokens } from "./known-tokens.ts";
import { type Principal, principalOf, subject, TRUSTED } from "./principal.ts";
import { HttpProblem } from "./problems.ts";

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
    return async (token) => payloadOf(await jwtVerify(token, keys, { ...claims, algorithms }));
  }
  const key = new TextEncoder().encode(JWT_SECRET);
  return async (token) => payloadOf(await jwtVerify(token, key, { ...claims, algorithms: ["HS256"] }));
}

/** As a JWT or, by RFC 9068, as an access token; a token may also leave it open. What is signed for anything else says so here. */
const ACCESS_TOKEN = /^(application\/)?(at\+)?jwt$/i;

function payloadOf({ payload, protectedHeader: { typ } }: JWTVerifyResult): JWTPayload {
  if (typ !== undefined && !(typeof typ === "string" && ACCESS_TOKEN.test(typ))) throw invalidToken("it is of another type");
  return payload;
}

const invalidToken = (why: string) => unauthenticated(`The token is not valid: ${why}.`, 'error="invalid_token"');

const unauthenticated = (detail: string, parameter?: string) =>
  new HttpProblem("unauthenticated", detail, {}, { "www-authenticate": `Bearer realm="assent"${parameter ? `, ${parameter}` : ""}` });
