import { readFileSync } from "node:fs";
import { ROOT } from "./root.ts";

/** Assent's version, from the root package.json. */
export const VERSION: string = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8")).version;
