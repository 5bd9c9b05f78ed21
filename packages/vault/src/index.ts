/** The only place that sees keys and plaintext. `seal.ts` says what a sealed value is made of. */
export type { SealContext } from "./context.ts";
export { KeyUnavailable, SealError } from "./error.ts";
export { expectRandom } from "./expect-random.ts";
export { fingerprint } from "./fingerprint.ts";
export { Keyring, newKey, parseKeyring } from "./keyring.ts";
export { checkKnownAnswers } from "./known-answers.ts";
export { type Authenticated, MacKeys, parseMacKeys } from "./mac-keys.ts";
export { type Envelope, open, rewrap, type Sealed, seal } from "./seal.ts";
export { parseSmallSecrets, SmallSecrets } from "./small-secrets.ts";
