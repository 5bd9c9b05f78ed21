/** An auditor with the command line, a file and a public key. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AUDIT_KEY, testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { sealAll, sealerOf, signer } from "../support/audit.ts";
import { liveSomeLives } from "../support/lives.ts";
import { runCli } from "../support/process.ts";

const ALL_INSIDE = "none of them was kept outside of the database";

describe("assent audit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assent-audit-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const database = await testDatabase();
  const outside = join(folder, "checkpoints");
  await liveSomeLives(database, 3);
  await sealAll(database.db, sealerOf(database.db, { file: outside }));

  const beside = { DATA_DIR: join(folder, "no-start") };
  const reading = { ...beside, DATABASE_URL: database.url };
  const audit = (args: string[], env: Record<string, string>) => runCli(["audit", ...args], { env });
  const exported = join(folder, "audit.ndjson");
  const withKey = ["--key", signer.verifier];
  const changed = async (name: string, change: (text: string) => string) => {
    const file = join(folder, name);
    await writeFile(file, change(await readFile(exported, "utf8")));
    return file;
  };

  it("exports, and verifies without a database: whole, with the codes of the rows and a checkpoint from outside", async () => {
    const { code, output } = await audit(["export"], reading);
    expect(code).toBe(0);
    await writeFile(exported, output);
    const verified = await audit(["verify", "--file", exported, ...withKey, "--outside", outside], { ...beside, AUDIT_KEY });
    expect(verified.output).toMatch(/^\d+ rows, \d+ of them sealed, under \d+ checkpoints$/m);
    expect(verified.output).toContain("the log is whole");
    expect(verified.output).not.toContain(ALL_INSIDE);
    expect(verified.code).toBe(0);
    const believing = await audit(["verify", "--file", exported, ...withKey], { ...beside, AUDIT_KEY });
    expect(believing).toMatchObject({ code: 0, output: expect.stringContaining(ALL_INSIDE) });
  });

  it("verifies the live database as well", async () => {
    const { code, output } = await audit(["verify", ...withKey, "--json"], { ...reading, AUDIT_KEY });
    expect([code, JSON.parse(output.split("\n").find((line) => line.startsWith("{")) ?? "")]).toMatchObject([
      0,
      { total: 0, incomplete: [] },
    ]);
  });

  it("names the row, the leaf, the checkpoint and the rule where one letter was changed", async () => {
    const file = await changed("changed", (text) => text.replace("expired on request", "expired on requests"));
    const { code, output } = await audit(["verify", "--file", file, ...withKey], { ...beside, AUDIT_KEY });
    expect(output).toMatch(/^row-changed: the row is not what was sealed \(row [\da-f-]{36}, leaf \d+, checkpoint \d+\)$/m);
    expect(output).toContain("NOT WHOLE");
    expect(code).toBe(1);
  });

  it("finds a line that is missing, and an end that is", async () => {
    const missing = await changed("missing", (text) => text.replace(/\{"kind":"row".*\n/, ""));
    expect(await audit(["verify", "--file", missing, ...withKey], { ...beside, AUDIT_KEY })).toMatchObject({
      code: 1,
      output: expect.stringContaining("leaf-order"),
    });
    const cut = await changed("cut", (text) => text.replace(/\{"kind":"end".*\n/, ""));
    expect(await audit(["verify", "--file", cut, ...withKey], { ...beside, AUDIT_KEY })).toMatchObject({
      code: 2,
      output: expect.stringContaining("incomplete: the export is cut off"),
    });
  });

  it("says what it could not check", async () => {
    const { code, output } = await audit(["verify", "--file", exported, ...withKey], beside);
    expect([code, output]).toEqual([2, expect.stringContaining("incomplete: no AUDIT_KEY was given")]);
    const unsigned = await audit(["verify", "--file", exported], { ...beside, AUDIT_KEY });
    expect(unsigned).toMatchObject({ code: 2, output: expect.stringContaining("incomplete: no public key was given") });
  });

  it("refuses what it cannot read", async () => {
    const broken = await changed("broken", () => "{}\n");
    const wrong = [
      [["--file", broken], "line 1 is not one of an export"],
      [["--file", join(folder, "nothing")], "ENOENT"],
      [["--file", exported, "--key", "x"], "--key: "],
      [["--file", exported, "--outside", join(folder, "nothing")], "--outside: "],
    ] as const;
    for (const [args, told] of wrong) {
      const { code, output } = await audit(["verify", ...args], beside);
      expect([args, code === 0, output]).toEqual([args, false, expect.stringContaining(told)]);
    }
  });

  it("prints the public key that belongs to the signing key, and nothing else", async () => {
    const seed = "b80d4f61c72a935e0b8d6f41a7c3952e8d0b6f14a79c3e52f0d8b6417a9c3e5d";
    const { code, output } = await audit(["key"], { ...beside, AUDIT_SIGNING_KEY: seed });
    expect([code, output.trim()]).toEqual([0, expect.stringMatching(/^assent\+[\da-f]{8}\+[\w+/=]+$/)]);
    expect(output).not.toContain(seed);
    expect((await audit(["key"], beside)).output).toContain("AUDIT_SIGNING_KEY is not set");
  });
});
