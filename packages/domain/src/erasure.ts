import { z } from "zod";
import { name } from "./named.ts";

/** What an erasure destroyed or, in a dry run, would destroy; all are 0 when nothing was left. */
export const erasure = z.object({
  consents_withdrawn: z.int().nonnegative(),
  sessions_ended: z.int().nonnegative().describe("with their tokens and keys"),
  consents_erased: z.int().nonnegative().describe("of which evidence, its salt or a reason was destroyed"),
  sessions_erased: z.int().nonnegative().describe("of which the reason of their end was destroyed"),
  jobs_cancelled: z.int().nonnegative().describe("which waited or had failed"),
  jobs_erased: z.int().nonnegative().describe("of which payload or result held something personal"),
});
name("Erasure", erasure, {
  ...{ consents_withdrawn: 1, sessions_ended: 2, consents_erased: 1, sessions_erased: 2, jobs_cancelled: 0, jobs_erased: 5 },
});
export type Erasure = z.infer<typeof erasure>;
