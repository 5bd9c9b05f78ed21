import { createHmac } from "node:crypto";

/**
 * A keyed hash (HMAC-SHA256) of a request. Keyed, because a plain hash of a body with a secret in it could be guessed.
 *
 * @param secret any secret of the deployment that all API processes share and that does not rotate with the session keys.
 */
export const fingerprint = (secret: string, ...parts: string[]): string =>
  createHmac("sha256", `assent/request-fingerprint/v1:${secret}`).update(JSON.stringify(parts)).digest("base64url");
