/** A row of the audit log as it is sealed: what the process wrote, how it authenticated that, and what the database added. */
export interface AuditLeaf {
  id: string;
  /** Microseconds since 1970, by PostgreSQL's clock. */
  atUs: number;
  /** The transaction that it was written in, as a decimal number of 64 bits. */
  txid: string;
  macKey: string;
  mac: Uint8Array;
  body: string;
}

/** Of the tree over the leaves the perfect subtrees of every so many levels are stored. */
export const STORED_EVERY_LEVELS = 8;

export const isStoredLevel = (level: number): boolean => level > 0 && level % STORED_EVERY_LEVELS === 0;

const FORMAT = Buffer.from("assent-audit-leaf/v1\0");
const ID_BYTES = 16;
const NUMBER_BYTES = 8;
const MOST_KEY_BYTES = 255;

/**
 * The bytes of a leaf (RFC 6962), of which no two rows share any: `format || id(16) || at(8) || txid(8) || length(1) || key id ||
 * length(1) || mac || body`.
 *
 * @throws Error when a field is out of its bounds, as somebody who edits the table may leave it
 */
export function encodeLeaf({ id, atUs, txid, macKey, mac, body }: AuditLeaf): Buffer {
  const key = Buffer.from(macKey);
  expectShort(key);
  expectShort(mac);
  const leaf = Buffer.allocUnsafe(FORMAT.length + ID_BYTES + 2 * NUMBER_BYTES + 1 + key.length + 1 + mac.length + Buffer.byteLength(body));
  let at = FORMAT.copy(leaf);
  at = writeId(leaf, id, at);
  at = leaf.writeBigInt64BE(BigInt(atUs), at);
  at = leaf.writeBigUInt64BE(BigInt(txid), at);
  at = writeShort(leaf, key, at);
  at = writeShort(leaf, mac, at);
  leaf.write(body, at);
  return leaf;
}

function writeId(leaf: Buffer, id: string, at: number): number {
  const written = leaf.write(id.replaceAll("-", ""), at, ID_BYTES + 1, "hex");
  if (written !== ID_BYTES) throw new Error("the id of an audit row is a UUID");
  return at + written;
}

function writeShort(leaf: Buffer, bytes: Uint8Array, at: number): number {
  leaf.set(bytes, leaf.writeUInt8(bytes.length, at));
  return at + 1 + bytes.length;
}

function expectShort(bytes: Uint8Array): void {
  if (bytes.length > MOST_KEY_BYTES) throw new Error("the key id and the code of an audit row have at most 255 bytes");
}
