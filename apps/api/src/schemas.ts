import { id, problem } from "@assent/domain";
import { z } from "zod";
import { accepted } from "./write.ts";

export const idParams = z.object({ id });

/** The answers of a route: its own, and the problems that any route may answer with. */
export const answers = <Own extends Record<number, z.ZodType>>(own: Own) => ({
  ...own,
  202: accepted.describe("accepted; the job has not settled yet"),
  "4xx": problem,
  "5xx": problem,
});
