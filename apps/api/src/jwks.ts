/** The public keys of an identity provider. */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { unavailable } from "./problems.ts";

const REFRESH_EVERY_MS = 60_000;

/**
 * Asks the provider anew each minute, so that a key that has left its set verifies nothing any more; jose would keep it for ten.
 * While the provider is away the keys of before serve on, for those ten minutes.
 */
export function remoteKeys(url: URL): JWTVerifyGetKey {
  const find = createRemoteJWKSet(url);
  let refreshAt = 0;

  async function refreshIfDue() {
    if (Date.now() < refreshAt) return;
    refreshAt = Date.now() + REFRESH_EVERY_MS;
    if (find.fresh) await find.reload().catch(() => {});
  }

  return async (header, token) => {
    await refreshIfDue();
    return find(header, token).catch(asOurTrouble);
  };
}

/** Keys that cannot be fetched are our trouble and not the token's: a client must not throw its token away for it. */
function asOurTrouble(error: unknown): never {
  if (TOKENS_FAULT.some((fault) => error instanceof fault)) throw error;
  throw unavailable("The keys that tokens are checked with cannot be fetched right now.");
}

const TOKENS_FAULT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];
