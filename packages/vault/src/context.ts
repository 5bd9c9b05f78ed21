/** Where a sealed value belongs; it opens nowhere else. */
export interface SealContext {
  sessionId: string;
  userId: string;
  consentId: string;
  sportsbook: string;
  /** The version of the secret itself: 1 until it is replaced. Not the row's version, which every change of the row raises. */
  dataVersion: number;
}

/** The additional data of a sealed value and of its wrapped key. Only those of the wrap name the key that wraps. */
export function contextsOf(keyId: string, context: SealContext): { data: Buffer; wrap: Buffer } {
  const { sessionId, userId, consentId, sportsbook, dataVersion } = context;
  const row = encode([sessionId, userId, consentId, sportsbook, String(dataVersion)]);
  return { data: Buffer.concat([DATA, row]), wrap: Buffer.concat([encode(["assent/data-key/v2", keyId]), row]) };
}

const LENGTH_BYTES = 2;

/** Each field behind its length, so that no two lists of fields give the same bytes. */
export function encode(fields: string[]): Buffer {
  const size = fields.reduce((sum, field) => sum + LENGTH_BYTES + Buffer.byteLength(field), 0);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const field of fields) {
    const length = bytes.write(field, at + LENGTH_BYTES);
    bytes.writeUInt16BE(length, at);
    at += LENGTH_BYTES + length;
  }
  return bytes;
}

const DATA = encode(["assent/session-data/v2"]);
