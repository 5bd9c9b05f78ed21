// Installs what package-lock.json names, if node_modules is not that already. Plain JavaScript for any Node from 20 on.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const LOCK = "package-lock.json";
const STAMP = "node_modules/.assent-installed";

const lock = readFileSync(LOCK, "utf8");
const installed = existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock;
if (!installed) {
  console.log("Installing dependencies (once, a minute at most) …");
  // The packages run on the Node 24 that is among them, so a complaint about the host's Node is beside the point.
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, lock);
}
