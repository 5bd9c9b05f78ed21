import { signerOf, type Verifier, verifierOf } from "@assent/ledger";
import { readEnv } from "@assent/runtime";
import { auditEnv, besideStart } from "../env.ts";
import { Failure } from "../failure.ts";

/** Those that were given, or else that of this environment's own signing key. @throws Failure for one that is none */
export async function verifiersOf(keys: string[]): Promise<Verifier[]> {
  const own = keys.length > 0 ? undefined : await publicKey();
  try {
    return (own === undefined ? keys : [own]).map(verifierOf);
  } catch (error) {
    throw new Failure("usage", `--key: ${(error as Error).message}`);
  }
}

/** Of the key that this environment signs with; undefined if it has none. */
export async function publicKey(): Promise<string | undefined> {
  const { AUDIT_SIGNING_KEY, AUDIT_LOG_NAME } = readEnv(auditEnv, await besideStart());
  return AUDIT_SIGNING_KEY === undefined ? undefined : signerOf(AUDIT_LOG_NAME, AUDIT_SIGNING_KEY).verifier;
}
