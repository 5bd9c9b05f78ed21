/** A project of somebody else, who has nothing of ours but the package as it is published. */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "./folder.ts";
import { ROOT } from "./process.ts";
import { run } from "./run.ts";

const CLIENT = join(ROOT, "packages/client");
const npm = (args: string[], cwd: string) => run("npm", args, { cwd, env: { HOME: process.env["HOME"] ?? cwd } });

export interface Outside {
  folder: string;
  tarball: string;
}

/** @param programs TypeScript that the project consists of */
export async function outsideProject(programs: string): Promise<Outside> {
  const folder = ownFolder("outside");
  const packed = await npm(["pack", "--json", "--pack-destination", folder], CLIENT);
  const tarball = join(folder, /"filename": "([^"]+)"/.exec(packed)?.[1] ?? "none");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "outside", type: "module", private: true }));
  await npm(["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball], folder);
  cpSync(programs, join(folder, "src"), { recursive: true });
  return { folder, tarball };
}
