import { randomFillSync } from "node:crypto";
import { z } from "zod";

/** Any UUID, of whatever version: users' ids are made elsewhere. */
export const id = z.guid().toLowerCase().meta({ format: "uuid" });

const RANDOM_BYTES = 10;
/** Asking the generator for ten bytes costs as much as asking for a thousand times ten. */
const pool = Buffer.alloc(RANDOM_BYTES * 1_000);
let used = pool.length;

const COUNTER_MAX = 0xfff;
let lastMs = 0;
let time = "";
let counter = 0;

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds, 12 bits of a counter, 62 random bits. Ids sort by the time they were made,
 * and those of one process strictly in their order, also within a millisecond and when the clock goes back.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  count(pool.readUInt16BE(used));
  const variant = 0x8000 | (pool.readUInt16BE(used + 2) & 0x3fff);
  const rest = pool.toString("hex", used + 4, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  return `${time}-${(0x7000 | counter).toString(16)}-${variant.toString(16)}-${rest}`;
}

/** The counter starts anew in each millisecond, in its lower half; when it is full, the next millisecond is borrowed. */
function count(random: number) {
  const now = Date.now();
  if (now <= lastMs && counter < COUNTER_MAX) {
    counter++;
    return;
  }
  lastMs = Math.max(now, lastMs + 1);
  counter = random & (COUNTER_MAX >> 1);
  const hex = lastMs.toString(16).padStart(12, "0");
  time = `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** The least id that can have been made at a time, and after it: UUIDv7 begins with the milliseconds since 1970. */
export const firstIdAt = (time: string): string => firstOf(Date.parse(time));

/** The least id that can have been made only after a time. */
export const firstIdAfter = (time: string): string => firstOf(Date.parse(time) + 1);

function firstOf(ms: number): string {
  const hex = ms.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** When a UUIDv7 was made, by the clock of its maker. */
export const timeOf = (uuid: string): Date => new Date(Number.parseInt(uuid.replace("-", "").slice(0, 12), 16));
