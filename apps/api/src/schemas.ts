import { id, problem } from "@assent/domain";
import { z } from "zod";
import { accepted } from "./write.ts";

export const idParams = z.object({ id });

const problems = { description: "a problem document (RFC 9457)", content: { "application/problem+json": { schema: problem } } };

const limited = { ...problems, description: "too many requests, or open jobs of the user; come back after Retry-After" };

type Answers = Record<number, z.ZodType>;

/** The answers of a route: its own, and the problems that any route may answer with. */
export const answers = <Own extends Answers>(own: Own) => ({ ...own, 429: limited, "4xx": problems, "5xx": problems });

/** The answers of a write, which may also be that it has not happened yet. */
export const writeAnswers = <Own extends Answers>(own: Own) =>
  answers({ ...own, 202: accepted.describe("accepted; the job has not settled yet") });

/** The body of a call that takes none. */
export const noBody = z.strictObject({}).nullish();
