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
const MOST_KEY_BYTES = 255;

/**
 * The bytes of a leaf (RFC 6962), of which no two rows share any: `format || id(16) || at(8) || txid(8) || length(1) || key id ||
 * length(1) || mac || body`.
 *
 * @throws Error when a field is out of its bounds, as somebody who edits the table may leave it
 */
export function encodeLeaf({ id, atUs, txid, macKey, mac, body }: AuditLeaf): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigInt64BE(BigInt(atUs), 0);
  numbers.writeBigUInt64BE(BigInt(txid), 8);
  return Buffer.concat([FORMAT, bytesOf(id), numbers, short(Buffer.from(macKey)), short(mac), Buffer.from(body)]);
}

function bytesOf(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll("-", ""), "hex");
  if (bytes.length !== ID_BYTES) throw new Error("the id of an audit row is a UUID");
  return bytes;
}

function short(bytes: Uint8Array): Buffer {
  if (bytes.length > MOST_KEY_BYTES) throw new Error("the key id and the code of an audit row have at most 255 bytes");
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
