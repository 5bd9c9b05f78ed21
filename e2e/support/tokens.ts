/** Tokens made by hand, so that they can be wrong in every way. */
import { createHmac, type KeyObject, sign } from "node:crypto";
import { SECRETS } from "./system.ts";

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

export const seconds = (fromNow = 0) => Math.floor(Date.now() / 1_000) + fromNow;

export const claimsOf = (sub: string, changes: Record<string, unknown> = {}) => ({
  ...{ sub, iss: "assent", aud: "assent-api", iat: seconds(), exp: seconds(300) },
  ...changes,
});

const HASHES: Record<string, string> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

/** A token under a shared secret, with a valid signature for whatever it says. */
export function macToken(claims: object, header: Record<string, unknown> = {}, secret: string | Buffer = SECRETS.JWT_SECRET): string {
  const alg = (header["alg"] as string | undefined) ?? "HS256";
  const signed = `${base64url({ alg, typ: "JWT", ...header })}.${base64url(claims)}`;
  return `${signed}.${createHmac(HASHES[alg] ?? "sha256", secret)
    .update(signed)
    .digest("base64url")}`;
}

export function rsaToken(claims: object, key: KeyObject, kid: string): string {
  const signed = `${base64url({ alg: "RS256", typ: "JWT", kid })}.${base64url(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const asUser = (userId: string, changes: Record<string, unknown> = {}) => bearer(macToken(claimsOf(userId, changes)));

export const asService = (...scopes: string[]) => bearer(macToken(claimsOf("test-service", { scope: scopes.join(" ") })));
