/** Keyset pages: stable while rows are added, and as fast at the end as at the beginning. */
import type { Page } from "@assent/db";
import { EXAMPLE, id } from "@assent/domain";
import { z } from "zod";
import { HttpProblem } from "./problems.ts";

const MOST = 200;
const USUAL = 50;

const CURSOR = Buffer.from(EXAMPLE.session).toString("base64url");

export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, `must be a whole number from 1 to ${MOST}`)
    .meta({ type: "integer", minimum: 1, maximum: MOST, pattern: undefined, examples: [USUAL] })
    .transform(Number)
    .refine((n) => n <= MOST, `must be a whole number from 1 to ${MOST}`)
    .optional()
    .describe(`1 to ${MOST}; ${USUAL} if not given`),
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe("the next_cursor of the page before")
    .meta({ examples: [CURSOR] }),
};

export const nextCursor = z
  .string()
  .nullable()
  .describe("null on the last page")
  .meta({ examples: [CURSOR] });

/** One row more than asked for tells whether there is another page. */
export function pageFrom({ limit = USUAL, cursor }: { limit?: number | undefined; cursor?: string | undefined }): Page {
  return { limit: limit + 1, before: cursor === undefined ? undefined : decode(cursor) };
}

/** The same for a search, which says itself where to go on. */
export const searchFrom = ({ limit = USUAL, cursor }: Parameters<typeof pageFrom>[0]): Page => ({
  ...pageFrom({ cursor }),
  limit,
});

export const cursorOf = (next: string | undefined) => (next === undefined ? null : encode(next));

export function cut<Row extends { id: string }>(rows: Row[], { limit }: Page): { rows: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, limit - 1);
  const last = page.at(-1);
  return { rows: page, next_cursor: rows.length === limit && last ? encode(last.id) : null };
}

const encode = (rowId: string) => Buffer.from(rowId).toString("base64url");

function decode(cursor: string): string {
  const parsed = id.safeParse(Buffer.from(cursor, "base64url").toString());
  /** The decoder passes over whatever it does not know, so only what it would write itself is a cursor. */
  if (parsed.success && encode(parsed.data) === cursor) return parsed.data;
  throw new HttpProblem("invalid-cursor", "Pass next_cursor as you got it, or none for the first page.");
}
