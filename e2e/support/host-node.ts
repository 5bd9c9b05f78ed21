/** The machine's own Node, which need not be the one that this repository runs on. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { NODE } from "./process.ts";

const OURS = join("node_modules", ".bin");

/** The first `node` of the PATH that no package has put there; ours, where there is none. */
export const hostNode = (): string =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith(OURS))
    .map((folder) => join(folder, "node"))
    .find(existsSync) ?? NODE;
