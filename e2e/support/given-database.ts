/** A migrated database on servers of the test's own. */
import { connect } from "@assent/db";
import type { TestDatabase } from "@assent/testkit";
import { afterAll } from "vitest";
import { runCli } from "./process.ts";

/** @param env with a DATABASE_URL @param url where the test itself looks */
export async function migrated(env: Record<string, string>, url = env["DATABASE_URL"] ?? ""): Promise<TestDatabase> {
  const { code, output } = await runCli(["migrate"], { env });
  if (code !== 0) throw new Error(`migrate failed: ${output}`);
  const database = connect(url, { name: "assent-test" });
  afterAll(() => database.close());
  return { ...database, url };
}
