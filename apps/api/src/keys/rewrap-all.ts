import type { MovedToken, Token } from "@assent/db";
import type { Log } from "@assent/runtime";
import { type Keyring, rewrap, SealError } from "@assent/vault";

/** What does not open stays as it is, named in the log: its session can never be unsealed and is best revoked. */
export function rewrapAll(keyring: Keyring, keyId: string, tokens: Token[], log: Log): { moved: MovedToken[]; unopenable: number } {
  const moved = tokens.map((token) => rewrapOne(keyring, keyId, token, log)).filter((one) => one !== undefined);
  return { moved, unopenable: tokens.length - moved.length };
}

function rewrapOne(keyring: Keyring, keyId: string, token: Token, log: Log): MovedToken | undefined {
  const { id, sessionId, userId, consentId, sportsbook } = token;
  const [wrappedKey, ciphertext] = [bytes(token.wrappedKey), bytes(token.ciphertext)];
  try {
    const sealed = { keyId, wrappedKey, ciphertext: ciphertext ?? Buffer.alloc(0) };
    const next = rewrap(keyring, sealed, { sessionId, userId, consentId, sportsbook, dataVersion: 1 });
    return { id, wrappedKey: next.wrappedKey.toString("base64"), ciphertext: ciphertext && next.ciphertext.toString("base64") };
  } catch (err) {
    if (!(err instanceof SealError)) throw err;
    log.error(
      { event: "key.rewrap_refused", session_id: sessionId, key_id: keyId, err },
      "a token does not open and keeps its key from being retired",
    );
    return undefined;
  }
}

const bytes = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, "base64"));
