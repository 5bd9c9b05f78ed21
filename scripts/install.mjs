// Installs what package-lock.json names, patched, if node_modules is not that already. Plain JavaScript for any Node from 20 on.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const LOCK = "package-lock.json";
const PATCHES = "patches";
const STAMP = "node_modules/.assent-installed";

const files = [LOCK, ...readdirSync(PATCHES).map((name) => `${PATCHES}/${name}`)];
const wanted = files.map((file) => readFileSync(file, "utf8")).join("");
const installed = existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted;
if (!installed) {
  // On stderr, as all that npm says here: stdout belongs to the command that comes next, which may mint a token.
  process.stderr.write("Installing dependencies (once, a minute or two) …\n");
  // The packages run on the Node 24 that is among them, so a complaint about the host's Node is beside the point.
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: ["inherit", 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, wanted);
}
