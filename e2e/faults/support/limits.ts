import type { Scene } from "../fault.ts";

/** @param slack by how much the limits are stretched */
export const limits =
  (slack: number): Scene["atMost"] =>
  (what, ms, limitMs) => ({ what, measured: time(ms), holds: ms <= limitMs * slack });

function time(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return "never";
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
