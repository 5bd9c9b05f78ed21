// Writes src/contract.ts, the types of docs/openapi.json. With --check, fails when it is stale.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const CONTRACT = new URL("../../../docs/openapi.json", import.meta.url);
const FILE = new URL("../src/contract.ts", import.meta.url);
const [option] = process.argv.slice(2);

const head = "/** The types of docs/openapi.json, made by `npm run contract`. */\n\n";
const made = head + astToString(await openapiTS(JSON.parse(readFileSync(CONTRACT, "utf8")), { defaultNonNullable: false }));
if (option === "--check") check();
else writeFileSync(FILE, made);

function check() {
  if (readFileSync(FILE, "utf8") === made) return;
  console.log("docs/openapi.json has changed but the client's types have not. Run: npm run contract");
  process.exit(1);
}
