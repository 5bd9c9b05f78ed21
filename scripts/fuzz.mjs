// Makes calls of the contract with values that keep it and others, one after the other, until an answer is not what the contract says:
//   npm run fuzz -- --cases 100000 --seed 7
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { cases, seed } = parseArgs({ options: { cases: { type: "string", default: "100000" }, seed: { type: "string" } } }).values;
for (const [name, value] of Object.entries({ cases, seed })) {
  if (value !== undefined && !/^\d{1,9}$/.test(value)) {
    console.log(`--${name} must be a whole number, and is ${value}`);
    process.exit(2);
  }
}
const env = { ...process.env, FUZZ_CASES: cases, ...(seed === undefined ? {} : { FUZZ_SEED: seed }) };
const { status } = spawnSync("vitest", ["run", "--project", "postgres", "e2e/integration/http/fuzz.test.ts"], { stdio: "inherit", env });
process.exit(status ?? 1);
