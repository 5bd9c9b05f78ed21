import type { FastifyRequest } from "fastify";

export const COOKIE_OPTIONS = { path: "/", httpOnly: true, sameSite: "strict", signed: true } as const;

/**
 * Secure where the browser came over TLS, which a proxy in front tells. Whoever forges that header only makes their own
 * cookie more secure.
 */
export function cookieOptions({ protocol, headers: { "x-forwarded-proto": forwarded } }: FastifyRequest) {
  return { ...COOKIE_OPTIONS, secure: protocol === "https" || String(forwarded).split(",")[0] === "https" };
}
