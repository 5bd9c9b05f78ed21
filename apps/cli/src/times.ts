import { Failure } from "./failure.ts";

const OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const AGO = /^(\d{1,6})(s|m|h|d)$/;
const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `14:05` is today by the clock of this machine, `15m` is so long ago; dates without an offset are local. @returns ISO 8601 */
export function timeFrom(text: string, now = new Date()): string {
  const [, hours, minutes, seconds = "0"] = OF_DAY.exec(text) ?? [];
  if (hours !== undefined) return at(new Date(now).setHours(Number(hours), Number(minutes), Number(seconds), 0));
  const [, count, unit = ""] = AGO.exec(text) ?? [];
  if (count !== undefined) return at(now.getTime() - Number(count) * (UNIT_MS[unit] ?? 0));
  /** A date alone is read as UTC by JavaScript, and meant as a local day. */
  const parsed = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(parsed))
    throw new Failure("usage", `"${text}" is no time. Give 14:05, 15m, 2h, 2027-01-31, "2027-01-31 14:05" or 2027-01-31T14:05:00Z.`);
  return at(parsed);
}

const at = (ms: number) => new Date(ms).toISOString();

const two = (n: number) => String(n).padStart(2, "0");

/** By the clock of this machine: `2027-01-31 14:05:06`. */
export function local(iso: string | null): string {
  if (iso === null) return "-";
  const time = new Date(iso);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** `340 ms`, `2.1 s`, `14 min`, `3.0 h`. */
export function duration(ms: number | null): string {
  if (ms === null) return "-";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
