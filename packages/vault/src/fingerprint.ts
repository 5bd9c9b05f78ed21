import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/** A deployment has one secret; as a string it would be made a key anew for every request. */
let last: { secret: string; key: KeyObject } | undefined;

/**
 * A keyed hash (HMAC-SHA256) of a request. Keyed, because a plain hash of a body with a secret in it could be guessed.
 *
 * @param secret any secret of the deployment that all API processes share and that does not rotate with the session keys.
 */
export const fingerprint = (secret: string, ...parts: string[]): string =>
  createHmac("sha256", keyOf(secret)).update(JSON.stringify(parts)).digest("base64url");

function keyOf(secret: string): KeyObject {
  if (last?.secret !== secret) last = { secret, key: createSecretKey(`assent/request-fingerprint/v1:${secret}`, "utf8") };
  return last.key;
}
