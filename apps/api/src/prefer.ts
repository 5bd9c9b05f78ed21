/** The `Prefer` header (RFC 7240), as far as we know it: `respond-async` and `wait=<seconds>`. */
export interface Preference {
  /** How long the answer may take, in ms. */
  waitMs: number;
  /** What `Preference-Applied` says. */
  applied: string | undefined;
}

const LONGEST_WAIT_S = 60;

/** What is not understood is ignored, as the RFC asks. `respond-async` with `wait` means: wait that long, then 202. */
export function preferenceOf(header: string | string[] | undefined, defaultMs: number): Preference {
  const tokens = String(header ?? "")
    .split(",")
    .map((token) => token.trim().toLowerCase());
  const [, seconds] = tokens.map((token) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(token)).find((match) => match !== null) ?? [];
  if (seconds !== undefined)
    return { waitMs: Math.min(Number(seconds), LONGEST_WAIT_S) * 1_000, applied: `wait=${Math.min(Number(seconds), LONGEST_WAIT_S)}` };
  if (tokens.includes("respond-async")) return { waitMs: 0, applied: "respond-async" };
  return { waitMs: defaultMs, applied: undefined };
}
