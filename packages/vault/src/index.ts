/**
 * The only place that sees keys and plaintext.
 *
 * A sealed value is `version(1) || salt(16) || nonce(12) || ciphertext || tag(16)`: AES-256-GCM (NIST SP 800-38D)
 * under a key of its own, HKDF-SHA256 (RFC 5869) of the master key and the salt. The additional data are the
 * session's id, the user's id and the key's id, so a ciphertext that is moved to another row does not open.
 */
export { fingerprint } from "./fingerprint.ts";
export { Keyring, newKey, parseKeyring } from "./keyring.ts";
export { open, type SealContext, SealError, type Sealed, seal } from "./seal.ts";
