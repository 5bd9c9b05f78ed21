import { type SQL, sql } from "drizzle-orm";

/**
 * A set of texts for a statement's `from`, none of which has a line break: sent as one text, because in an array each quotation mark
 * of a JSON document is escaped here and looked for there.
 */
export const linesOf = (texts: string[]): SQL => sql`string_to_table(${texts.join("\n")}::text, chr(10))`;
