/** Keeps the process in which suspects run from starting, in a worker that loads this before its main (`--import`), while a file is there. */
import { existsSync } from "node:fs";

if (process.argv[1]?.includes("quarantined") && existsSync(process.env["UNSTARTABLE_WHILE"] ?? "")) throw new Error("it does not load");
