import { id } from "@assent/domain";
import { z } from "zod";
import { accepted } from "./write.ts";

export const idParams = z.object({ id });

type Answers = Record<number, z.ZodType>;

/** The answers of a write, which may also be that it has not happened yet. */
export const writeAnswers = <Own extends Answers>(own: Own) => ({ ...own, 202: accepted });

/** What an answer says to people; not to be parsed. */
export const message = (example: string) => z.string().meta({ examples: [example] });

/** The body of a call that takes none. */
export const noBody = z.strictObject({}).nullish();
