/** What was sealed when each format was new. It passes through all there is: HKDF, AES-256-GCM and the additional data. */
import { KeyUnavailable, SealError } from "./error.ts";
import { parseKeyring } from "./keyring.ts";
import { open, type Sealed, seal } from "./seal.ts";

export interface KnownAnswer {
  sealed: Sealed;
  plaintext: string;
}

const KEYRING = "gold:4f3c2a1b0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b";
const CONTEXT = { sessionId: "session-1", userId: "user-1", consentId: "consent-1", sportsbook: "acme", dataVersion: 1 };
const bytes = (base64: string) => Buffer.from(base64, "base64");

export const KNOWN_ANSWERS: KnownAnswer[] = [
  {
    plaintext: "tokén 🎲",
    sealed: {
      keyId: "gold",
      wrappedKey: bytes("AsbmeR85Yuid5Xf7Q/xukpEJw84qcThUv3L6X9KFcuVz/nTPkexzF1kq9z71/K1pd7E9lFprPnar7e3P97OAn92PMYgr5puXemFSTjQ="),
      ciphertext: bytes("jMj1qTiO6VeKbI8NMDAyhjZa3Yy2bVRcMUNI7c7NMrpXCO7XvRjY"),
    },
  },
  {
    plaintext: "tokén 🎲",
    sealed: {
      keyId: "gold",
      wrappedKey: null,
      ciphertext: bytes("AWlQqTbIymz6JS+49bh+36/c9QN7BqNrJstoh0bG7fNUyRLUTNwjn14nSigiuFciEQKMUFmIXq0="),
    },
  },
];

/**
 * For a process that is about to hold keys: better none than one whose library seals what no other opens.
 *
 * @throws Error when sealed values do not open to what they were made of
 */
export function checkKnownAnswers(answers = KNOWN_ANSWERS): void {
  const keyring = parseKeyring(KEYRING);
  const fresh = { sealed: seal(keyring, "fresh", CONTEXT), plaintext: "fresh" };
  for (const { sealed, plaintext } of [...answers, fresh])
    if (opened(keyring, sealed) !== plaintext)
      throw new Error("sealed values do not open to what is known of them: this build must hold no keys");
}

function opened(keyring: Parameters<typeof open>[0], sealed: Sealed): string | undefined {
  try {
    return open(keyring, sealed, CONTEXT);
  } catch (error) {
    if (error instanceof SealError || error instanceof KeyUnavailable) return undefined;
    throw error;
  }
}
