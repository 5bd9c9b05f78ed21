/** The commands that erase users and place legal holds, against a running fleet. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { givenSession, givenUser } from "../support/given.ts";
import { runCli } from "../support/process.ts";
import { countOf } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";
import { asService } from "../support/tokens.ts";

const SCOPES = ["users:erase", "holds:read", "holds:write", "jobs:read"];

describe("erasing from the command line", async () => {
  const { client: bare, database, url, startApi } = await startSystem({ env: { AUTH_MODE: "jwt", API_WAIT_MS: "20000" } });
  const impatient = await startApi({ API_WAIT_MS: "0" });
  const client = bare.with(asService("consents:write", "sessions:write"));
  const token = (...scopes: string[]) => asService(...scopes).authorization.replace("Bearer ", "");
  const cli = (args: string[], env: Record<string, string> = {}) =>
    runCli(args, { env: { ASSENT_URL: url, ASSENT_TOKEN: token(...SCOPES), ...env } });
  const evidenceOf = (userId: string) => countOf(database, "user_consents", `user_id = '${userId}' and evidence is not null`);

  const givenLife = async () => {
    const own = await givenUser(client, { evidence: { page: 7 } });
    await givenSession(client, own);
    return own.user_id;
  };

  it("shows what would go, and does nothing without a yes", async () => {
    const user = await givenLife();
    const { code, output } = await cli(["erase", "--user", user]);
    expect(output).toContain("consents withdrawn: 1; sessions ended, with their tokens and keys: 1");
    expect(output).toContain("There is no terminal to ask at: add --yes.");
    expect(code).toBe(2);
    expect(await evidenceOf(user)).toBe(1);
  });

  it("destroys it with --yes, and has nothing to do the second time", async () => {
    const user = await givenLife();
    const { code, output } = await cli(["erase", "--user", user, "--yes"]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/^Gone:\n {2}consents withdrawn: 1; sessions ended, with their tokens and keys: 1$/m);
    expect(await evidenceOf(user)).toBe(0);
    expect(await cli(["erase", "--user", user])).toMatchObject({ code: 0, output: expect.stringContaining("Nothing to do.") });
  });

  it("follows an erasure for which the API does not wait", async () => {
    const user = await givenLife();
    const { code, output } = await cli(["erase", "--user", user, "--yes"], { ASSENT_URL: impatient.url });
    expect(code, output).toBe(0);
    expect(output).toMatch(/under way as job [\s\S]*^Gone:\n {2}consents withdrawn: 1;/m);
    expect(await evidenceOf(user)).toBe(0);
  });

  it("is refused under a legal hold until that is released", async () => {
    const user = await givenLife();
    const placed = await cli(["holds", "place", "--user", user, "--reason", "case 4711"]);
    const [, hold = ""] = /the legal hold (\S+)\./.exec(placed.output) ?? [];
    expect(await cli(["erase", "--user", user, "--yes"])).toMatchObject({ code: 4, output: expect.stringContaining("under a legal hold") });
    expect((await cli(["holds", "list", "--user", user])).output).toMatch(new RegExp(`^${hold} +${user} +test-service .*case 4711$`, "m"));
    expect((await cli(["holds", "release", hold])).code).toBe(0);
    expect((await cli(["erase", "--user", user, "--yes"])).code).toBe(0);
    expect(await evidenceOf(user)).toBe(0);
  });

  it("ends as other commands do when something is wrong", async () => {
    expect((await cli(["erase"])).code).toBe(2);
    expect((await cli(["erase", "--user", "x", "--yes"])).code).toBe(2);
    expect((await cli(["erase", "--user", randomUUID()], { ASSENT_TOKEN: token("jobs:read") })).code).toBe(4);
    expect((await cli(["holds", "release", randomUUID()])).code).toBe(3);
  });
});
