// Writes docs/openapi.json, the contract of this version. With --check, fails when it is not what the routes declare, or when Redocly
// finds fault with it; with --release, makes it the one that may not be broken.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { contractOfThisVersion } from "@assent/api/contract";

const FILE = "docs/openapi.json";
const RELEASED = "docs/openapi.released.json";
const [option] = process.argv.slice(2);

const made = `${JSON.stringify(await contractOfThisVersion(), null, 2)}\n`;
if (option === "--check") check();
else writeFileSync(FILE, made);
if (option === "--release") copyFileSync(FILE, RELEASED);

function check() {
  if (readFileSync(FILE, "utf8") !== made) {
    console.log(`The routes have changed but ${FILE} has not. Run: npm run contract`);
    process.exit(1);
  }
  const quiet = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const { status, stdout } = spawnSync("redocly", ["lint", FILE, "--format=checkstyle"], { encoding: "utf8", env: quiet });
  // A warning is no failure to Redocly, but is one to us.
  if (status !== 0 || stdout.includes("<error ")) {
    console.log(stdout);
    process.exit(1);
  }
  console.log(`${FILE} is what the routes declare.`);
}
