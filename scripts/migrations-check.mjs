// Fails when the schema and the migrations differ: drizzle-kit must have nothing to generate.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

execFileSync("drizzle-kit", ["check"], { stdio: "ignore" });
const before = new Set(readdirSync("migrations", { recursive: true }));
const journal = "migrations/meta/_journal.json";
const saved = readFileSync(journal);
execFileSync("drizzle-kit", ["generate", "--name", "stale"], { stdio: "ignore" });
const added = readdirSync("migrations", { recursive: true }).filter((file) => !before.has(file));
for (const file of added) rmSync(`migrations/${file}`);
writeFileSync(journal, saved);
if (added.length > 0) {
  console.log("The schema has changed but the migrations have not. Run: npm run migrations:generate");
  process.exit(1);
}
console.log("Migrations are up to date with the schema.");
