import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { boardEnv } from "@assent/board";
import { SEED } from "@assent/db";
import { readEnv } from "@assent/runtime";
import { testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, inject, it } from "vitest";
import { clientOf } from "../support/client.ts";
import { runCli, startMain } from "../support/process.ts";
import { SECRETS } from "../support/system.ts";

describe("the command line", async () => {
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "assent-cli-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const env = { DATABASE_URL: database.url };

  it("helps, and refuses what it does not know", async () => {
    const [help, none, command, option] = await Promise.all([runCli(["--help"]), runCli([]), runCli(["fly"]), runCli(["start", "--fast"])]);
    expect(help.code).toBe(0);
    for (const name of ["start", "migrate", "seed", "env", "token", "board", "status", "jobs", "kinds", "workers"])
      expect(help.output).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(none).toMatchObject({ code: 2, output: help.output });
    expect(command).toMatchObject({ code: 2, output: expect.stringContaining("unknown command 'fly'") });
    expect(option).toMatchObject({ code: 2, output: expect.stringContaining("unknown option '--fast'") });
  });

  it("writes a .env that only its owner reads, and never writes over one", async () => {
    expect((await runCli(["env"], { cwd: folder })).code).toBe(0);
    const file = join(folder, ".env");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const written = await readFile(file, "utf8");
    expect(parseEnv(written)).toMatchObject({
      NODE_ENV: "development",
      AUTH_MODE: "open",
      SESSION_ENCRYPTION_KEY: expect.stringMatching(/[\da-f]{64}/),
    });
    expect(await runCli(["env", "--production"], { cwd: folder })).toMatchObject({
      code: 1,
      output: expect.stringContaining("never overwritten"),
    });
    expect(await readFile(file, "utf8")).toBe(written);
  });

  it("writes a production .env that an API starts with, and mints tokens that it takes", async () => {
    const file = join(folder, "production.env");
    expect((await runCli(["env", "--production", "--file", file])).code).toBe(0);
    const production = parseEnv(await readFile(file, "utf8")) as Record<string, string>;
    expect(production).toMatchObject({ NODE_ENV: "production", AUTH_MODE: "jwt" });
    const api = startMain("api", { env: { ...production, DATABASE_URL: database.urls.api, PORT: "0" } });
    const client = clientOf(String((await api.event("api.listening")).url));
    expect((await client.get("/sessions")).status).toBe(401);

    const mint = async (...args: string[]) => {
      const { code, output } = await runCli(["token", ...args], { env: { JWT_SECRET: production["JWT_SECRET"] ?? "" } });
      expect(code).toBe(0);
      return client.with({ authorization: `Bearer ${output.trim()}` });
    };
    const user = await mint("--sub", SEED.valid.userId);
    expect((await user.get("/sessions")).status).toBe(200);
    expect((await user.get("/workers")).status).toBe(403);
    const service = await mint("--sub", "fleet", "--scope", "workers:read jobs:read", "--expires", "5m");
    expect((await service.get("/workers")).status).toBe(200);
    expect((await service.get("/sessions")).status).toBe(403);
  });

  it("mints no token for an unknown scope, a strange time, or nobody", async () => {
    const mint = (...args: string[]) => runCli(["token", ...args], { env: { JWT_SECRET: SECRETS.JWT_SECRET } });
    const [scope, expires, nobody] = await Promise.all([
      mint("--sub", "x", "--scope", "all"),
      mint("--sub", "x", "--expires", "ever"),
      mint(),
    ]);
    expect(scope).toMatchObject({ code: 1, output: expect.stringContaining(`Unknown scope: "all"`) });
    expect(expires).toMatchObject({ code: 1, output: expect.stringContaining("--expires must be") });
    expect(nobody).toMatchObject({ code: 2, output: expect.stringContaining("--sub") });
  });

  it("prints an account that the board takes, and its password beside it", async () => {
    const { code, output } = await runCli(["board", "account", "anna", "--role", "auditor"]);
    const [, entry = ""] = /^(anna:auditor:\S+)$/m.exec(output) ?? [];
    const board = { ...SECRETS, ...env, BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1", BOARD_ACCOUNTS: entry };
    expect([code, readEnv(boardEnv, board).BOARD_ACCOUNTS]).toMatchObject([0, [{ name: "anna", role: "auditor" }]]);
    expect(output).toMatch(/^The password of anna is [\w-]{24}$/m);
    expect(await runCli(["board", "account", "anna", "--role", "root"])).toMatchObject({ code: 2 });
  });

  it("migrates an empty database, twice at once and once more", async () => {
    const url = Object.assign(new URL(inject("postgresUrl")), { pathname: `/${new URL(database.url).pathname.slice(1)}_empty` }).toString();
    const name = new URL(url).pathname.slice(1);
    await database.client.unsafe(`create database ${name}`);
    try {
      const migrate = () => runCli(["migrate"], { env: { DATABASE_URL: url } });
      for (const { code, output } of await Promise.all([migrate(), migrate()]))
        expect([code, output]).toEqual([0, "The database is up to date.\n"]);
      expect(await migrate()).toMatchObject({ code: 0 });
    } finally {
      await database.client.unsafe(`drop database ${name} with (force)`);
    }
  });

  it("seeds, again without a change, and in production only when told twice", async () => {
    const development = { ...env, AUDIT_KEY: SECRETS.AUDIT_KEY };
    const production = { ...development, NODE_ENV: "production" };
    expect(await runCli(["seed"], { env: production })).toMatchObject({ code: 1, output: expect.stringContaining("--allow-production") });
    expect(await database.client`select from user_consents`).toHaveLength(0);
    for (const args of [["seed"], ["seed"]]) expect((await runCli(args, { env: development })).output).toContain(SEED.valid.consentId);
    expect((await runCli(["seed", "--allow-production"], { env: production })).code).toBe(0);
    expect(await database.client`select from user_consents`).toHaveLength(3);
  });
});
