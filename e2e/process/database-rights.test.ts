/** What a process does when its role in PostgreSQL may do more than it needs. */
import { describe, expect, it } from "vitest";
import { fleet, settled, submit } from "../support/fleet.ts";
import { operatorAt } from "../support/operator.ts";
import { startMain } from "../support/process.ts";

const BOARD = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1", BOARD_PORT: "0" };
const PRODUCTION = { NODE_ENV: "production", AUTH_MODE: "jwt" };

describe("a process", async () => {
  const { database, env, envOf, startApi, startWorker } = await fleet(BOARD);
  const asOwner = { DATABASE_URL: database.url };

  it.each(["api", "worker", "board"] as const)("does not start in production as the owner of the tables: %s", async (part) => {
    const { code, output } = await startMain(part, { env: { ...env, ...PRODUCTION } }).exit;
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/The role \w+ may act as the owner of the tables: .*\n.*DATABASE_RIGHTS_CHECK=warn/),
    ]);
  });

  it("starts as the owner where that is allowed, and says so", async () => {
    const api = await startApi({ ...asOwner, ...PRODUCTION, DATABASE_RIGHTS_CHECK: "warn" });
    expect(await api.event("database.excess_rights")).toMatchObject({ level: "warn", rights: ["act as the owner of the tables"] });
  });

  it("works with the others in production, each with its own role, and has nothing to say of it", async () => {
    const production = { NODE_ENV: "production" };
    const worker = await startWorker({ env: production });
    const board = startMain("board", { env: { ...envOf("board"), ...production } });
    const url = String((await board.event("board.listening")).url);
    const api = await startApi();
    const job = await submit(api.client);
    expect(await settled(api.client, job)).toMatchObject({ status: "completed" });
    const operator = operatorAt(url, BOARD.BOARD_USER);
    await operator.logIn(BOARD.BOARD_PASSWORD);
    expect((await operator.get(`/jobs/${job}`, { accept: "text/html" })).text).toContain(job);
    for (const one of [worker, board, api]) one.kill("SIGTERM");
    for (const one of [worker, board, api]) expect((await one.exit).output).not.toContain("database.excess_rights");
  });
});
