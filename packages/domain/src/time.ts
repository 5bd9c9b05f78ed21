import { z } from "zod";

/** The form in which jobs and answers carry time: UTC, milliseconds, `2027-01-31T12:00:00.000Z`. */
export const timestamp = z.iso.datetime({ precision: 3 });

/** In a time that is known to be one: nothing to convert. */
const CANONICAL = /^.{19}\.\d{3}Z$/;

/** The form in which clients may send time: RFC 3339 with any offset, from 1970 to 9999. */
export const clientTimestamp = z.iso
  .datetime({ offset: true })
  .refine(inRange, { error: "must lie between 1970 and 9999" })
  .transform((value) => (CANONICAL.test(value) ? value : new Date(value).toISOString()));

function inRange(value: string) {
  const ms = Date.parse(value);
  return ms >= 0 && ms < Date.UTC(10_000, 0);
}
