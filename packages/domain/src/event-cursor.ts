/**
 * Where a reader of the feed is. An event has a *place*, a number that is drawn while its transaction holds the lock of what it
 * tells of; so of two events about one session the later has the greater place, whenever either commits. What commits late
 * appears behind a reader, which is why a cursor also says which transactions could still do that when the reader came by.
 */
export interface EventCursor {
  /** Told is every event up to this place, less those of the transactions that were open. */
  place: bigint;
  open: OpenTransactions;
  /** In the middle of what was committed late: so far of it, and which were still open when that began. */
  late?: { place: bigint; open: OpenTransactions };
}

/** Transactions that had drawn places and not ended: these, and those from `from` to below `below`. */
export interface OpenTransactions {
  ids: bigint[];
  from: bigint;
  below: bigint;
}

const NONE: OpenTransactions = { ids: [], from: 0n, below: 0n };

/** Before the first event. */
export const BEGINNING: EventCursor = { place: 0n, open: NONE };

export const isOpen = (transaction: bigint, { ids, from, below }: OpenTransactions): boolean =>
  ids.includes(transaction) || (transaction >= from && transaction < below);

/** Whether an event comes after a cursor. */
export const isAfter = (cursor: EventCursor, event: { place: bigint; transaction: bigint }): boolean =>
  event.place > cursor.place || isOpen(event.transaction, cursor.open);

/**
 * `pg_current_snapshot()` as text, `xmin:xmax:xip,...`: which transactions are open, among those below a bound.
 *
 * @param below no transaction from here on has drawn a place that counts
 */
export function openIn(snapshot: string, below: bigint): OpenTransactions {
  const [, xmax = "0", running = ""] = snapshot.split(":");
  const ids = running
    .split(",")
    .filter(Boolean)
    .map(BigInt)
    .filter((one) => one < below);
  const from = BigInt(xmax);
  return from < below ? { ids, from, below } : { ids, from: below, below };
}

const FORMAT = "1";
/** Of 64 bits, in hexadecimal. */
const NUMBER = "(?:0|[1-9a-f][0-9a-f]{0,15})";
const OPEN = `${NUMBER}\\.${NUMBER}\\.(?:${NUMBER}(?:,${NUMBER})*)?`;
const CURSOR = new RegExp(`^${FORMAT}\\.(${NUMBER})\\.(${OPEN})(?:\\.(${NUMBER})\\.(${OPEN}))?$`);
/** PostgreSQL's bigint has a sign. */
const MOST_PLACE = 2n ** 63n - 1n;

export function encodeCursor({ place, open, late }: EventCursor): string {
  const words = [FORMAT, hex(place), openText(open), ...(late ? [hex(late.place), openText(late.open)] : [])];
  return Buffer.from(words.join(".")).toString("base64url");
}

/** @returns undefined for what `encodeCursor` would not have written */
export function decodeCursor(text: string): EventCursor | undefined {
  const [, place, open, latePlace, lateOpen] = CURSOR.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (place === undefined || open === undefined) return undefined;
  const late = latePlace && lateOpen ? { late: { place: number(latePlace), open: openOf(lateOpen) } } : {};
  const cursor = { place: number(place), open: openOf(open), ...late };
  const isInBounds = cursor.place <= MOST_PLACE && (cursor.late?.place ?? 0n) <= MOST_PLACE;
  return isInBounds && encodeCursor(cursor) === text ? cursor : undefined;
}

/** Transactions that are open are near one another, so their distances are short. */
const openText = ({ ids, from, below }: OpenTransactions) =>
  `${hex(from)}.${hex(below - from)}.${ids.map((one) => hex(BigInt.asUintN(64, from - one))).join(",")}`;

function openOf(text: string): OpenTransactions {
  const [from = "0", length = "0", distances = ""] = text.split(".");
  const start = number(from);
  const ids = distances.split(",").filter(Boolean);
  return {
    ids: ids.map((one) => BigInt.asUintN(64, start - number(one))),
    from: start,
    below: BigInt.asUintN(64, start + number(length)),
  };
}

const hex = (value: bigint) => value.toString(16);
const number = (text: string) => BigInt(`0x${text}`);
