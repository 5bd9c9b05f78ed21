import { readFileSync, statSync } from "node:fs";
import { type Keyring, parseKeyring } from "@assent/vault";
import { z } from "zod";

const READABLE_BY_OTHERS = 0o077;

/** The keys of a file, and whether its owner alone may touch it. */
export interface KeyFile {
  keyring: Keyring;
  isPrivate: boolean;
}

/** A variable with keys. */
export const keys = z.string().transform((value, context) => parsed(value, context));

/** A variable with the path of a file that has nothing but keys in it. */
export const keyFile = z.string().transform((path, context): KeyFile => {
  try {
    const isPrivate = (statSync(path).mode & READABLE_BY_OTHERS) === 0;
    return { keyring: parsed(readFileSync(path, "utf8").trim(), context), isPrivate };
  } catch (error) {
    return refuse(context, `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
});

function parsed(text: string, context: z.RefinementCtx): Keyring {
  try {
    return parseKeyring(text);
  } catch (error) {
    return refuse(context, (error as Error).message);
  }
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}
