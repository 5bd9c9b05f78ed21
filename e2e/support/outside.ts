/** A project of somebody else, made as docs/integrate.md says, who has nothing of ours but the package as it is published. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "./folder.ts";
import { ROOT } from "./process.ts";
import { run } from "./run.ts";

/** What docs/integrate.md says in a language. */
const blocksOf = (language: string) =>
  [...readFileSync(join(ROOT, "docs/integrate.md"), "utf8").matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, block]) => block,
  );

export interface Outside {
  folder: string;
  tarball: string;
}

/** With the page's program as `engine.mjs`. @param programs TypeScript that the project consists of besides */
export async function outsideProject(programs: string): Promise<Outside> {
  const parent = ownFolder("outside");
  symlinkSync(ROOT, join(parent, "assent"));
  const env = { HOME: process.env["HOME"] ?? parent, npm_config_offline: "true", npm_config_audit: "false" };
  await run("sh", ["-ec", blocksOf("sh").join("")], { cwd: parent, env });
  const folder = join(parent, "my-engine");
  cpSync(programs, join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "engine.mjs"), blocksOf("js").join("\n"));
  return { folder, tarball: join(folder, "assent-client-0.1.0.tgz") };
}
