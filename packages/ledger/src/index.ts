/** A tamper-evident log: its tree (RFC 6962), proofs about it, and checkpoints that are signed. It knows neither rows nor keys' places. */
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { Frontier } from "./frontier.ts";
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from "./hash.ts";
export { newSigningKey, type SignedNote, type Signer, signerOf, signNote, type Verifier, verifierOf, verifyNote } from "./note.ts";
export { consistencyRanges, inclusionRanges, type Range, rangeHash, type Subtree } from "./proof.ts";
export { verifyConsistency, verifyInclusion } from "./verify.ts";
