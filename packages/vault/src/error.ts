/** A value that does not open: wrong row, wrong key, or changed. It never says which bytes. */
export class SealError extends Error {
  override name = "SealError";
}

/** The keyring lacks a key, or the key is retired. No other key is tried instead. */
export class KeyUnavailable extends Error {
  override name = "KeyUnavailable";
  readonly keyId: string;

  constructor(keyId: string) {
    super(`the keyring has no key "${keyId}"`);
    this.keyId = keyId;
  }
}
