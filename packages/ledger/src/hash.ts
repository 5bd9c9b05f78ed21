/** The hashes of a Merkle tree (RFC 6962, 2.1): SHA-256, with a first byte that tells leaves from nodes. */
import { hash } from "node:crypto";

export const HASH_BYTES = 32;
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** Of all at once, and as hex digits first: an object for each hash, or a buffer that Node makes, costs more than the hash itself. */
const sha256 = (...parts: Uint8Array[]): Buffer => Buffer.from(hash("sha256", Buffer.concat(parts), "hex"), "hex");

export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry);

export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256();
