import type { Principal } from "./principal.ts";

export interface Checked {
  principal: Principal;
  /** In seconds since 1970, as in the token. */
  exp: number;
}

const KEPT = 1_000;
/** A key that has left the JWKS lets nobody in for longer than this, once that was heard of (`jwks.ts`). */
const KNOWN_FOR_MS = 60_000;

/**
 * Remembers whom a token names until it expires, for a minute at most. Callers send the same token with every request, and
 * checking its signature each time costs as much as sealing a session.
 */
export function rememberTokens(check: (token: string) => Promise<Checked>): (token: string) => Promise<Principal> {
  const known = new Map<string, { principal: Principal; untilMs: number }>();

  async function checked(token: string): Promise<Principal> {
    const { principal, exp } = await check(token);
    for (const oldest of known.keys()) {
      if (known.size < KEPT) break;
      known.delete(oldest);
    }
    known.set(token, { principal, untilMs: Math.min(exp * 1_000, Date.now() + KNOWN_FOR_MS) });
    return principal;
  }

  return async (token) => {
    const found = known.get(token);
    if (found && Date.now() < found.untilMs) return found.principal;
    known.delete(token);
    return checked(token);
  };
}
