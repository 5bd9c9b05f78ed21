import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

const counted = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);
const durations = (name: string) => bigint(name, { mode: "number" }).array().notNull();

/**
 * What became of jobs, by kind and minute: every process adds what it has seen. It is small and pruned, so that whoever
 * looks at the fleet need not read `jobs`.
 */
export const kindFigures = pgTable(
  "kind_figures",
  {
    minute: time("minute").notNull(),
    kind: text().notNull(),
    accepted: counted("accepted"),
    completed: counted("completed"),
    refused: counted("refused"),
    failed: counted("failed"),
    /** Jobs by how long they had waited, in the buckets of DURATION_BOUNDS_MS. */
    start: durations("start_durations"),
    /** Jobs by how long their transaction took. */
    run: durations("run_durations"),
  },
  (t) => [primaryKey({ columns: [t.minute, t.kind] })],
);

export const refusalFigures = pgTable(
  "refusal_figures",
  { minute: time("minute").notNull(), kind: text().notNull(), reason: text().notNull(), refused: counted("refused") },
  (t) => [primaryKey({ columns: [t.minute, t.kind, t.reason] })],
);
