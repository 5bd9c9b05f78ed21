/** The `Prefer` header (RFC 7240), as far as we know it: `respond-async` and `wait=<seconds>`. */
export interface Preference {
  /** How long the answer may take, in ms. */
  waitMs: number;
  /** What `Preference-Applied` says. */
  applied: string | undefined;
}

const LONGEST_WAIT_S = 60;

/** Up to the next comma, but for those in quotes. */
const PREFERENCES = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
/** Either may have parameters, of which none is known. */
const WAIT = /^wait\s*=\s*("?)(?<seconds>\d+)\1\s*(?:;|$)/i;
const RESPOND_ASYNC = /^respond-async\s*(?:;|$)/i;

/** What is not understood is ignored, as the RFC asks. `respond-async` with `wait` means: wait that long, then 202. */
export function preferenceOf(header: string | string[] | undefined, defaultMs: number): Preference {
  const preferences = (String(header ?? "").match(PREFERENCES) ?? []).map((one) => one.trim());
  const asked = preferences.map((one) => WAIT.exec(one)?.groups?.["seconds"]).find((seconds) => seconds !== undefined);
  if (asked !== undefined) {
    const seconds = Math.min(Number(asked), LONGEST_WAIT_S);
    return { waitMs: seconds * 1_000, applied: `wait=${seconds}` };
  }
  if (preferences.some((one) => RESPOND_ASYNC.test(one))) return { waitMs: 0, applied: "respond-async" };
  return { waitMs: defaultMs, applied: undefined };
}
