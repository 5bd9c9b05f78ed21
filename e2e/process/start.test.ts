import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { clientOf } from "../support/client.ts";
import { takePort } from "../support/ports.ts";
import { type Process, startMain } from "../support/process.ts";

describe("start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assent-start-"));
  const env = { DATA_DIR: folder, PORT: "0", BOARD_PORT: "0", HEARTBEAT_MS: "100" };
  /** 0 when no PostgreSQL is there. */
  const postgresPid = async () => Number((await readFile(join(folder, "postgres/postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
  afterAll(async () => {
    const left = await postgresPid();
    if (left) process.kill(left, "SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  async function start() {
    const started = startMain("cli", { args: ["start"], env });
    const [curl] = await started.output(/curl -i [\s\S]*?\}'/);
    const [, api = ""] = await started.output(/API {4}(http:\S+)\/api\/docs/);
    return { ...started, curl, client: clientOf(api) };
  }

  async function stop(started: Process) {
    started.kill("SIGINT");
    started.kill("SIGINT");
    expect(await started.exit).toMatchObject({ code: 0 });
    expect(await postgresPid()).toBe(0);
  }

  it("prints where everything is and a call that works; Ctrl-C, as heard from npm and the terminal both, ends all of it", async () => {
    const started = await start();
    const [, board = "", user, password = ""] = await started.output(/board {2}(http:\S+) {3}login: (\S+) \/ (\S+)/);
    expect([user, password.length]).toEqual(["operator", 24]);
    expect(await (await fetch(`${board}/login`)).text()).toContain("<form");
    expect((await fetch(`${board}/queues/api/queues`)).status).toBe(401);
    expect(execFileSync("sh", ["-c", started.curl], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })).toMatch(
      /^HTTP\/1\.1 201 [\s\S]*"Session created successfully"/,
    );
    await stop(started);
  });

  it("has its data after a restart; lets no second one run on them; one that is killed can be followed", async () => {
    const first = await start();
    expect((await first.client.get("/sessions")).body.sessions).toHaveLength(1);

    const second = await startMain("cli", { args: ["start"], env }).exit;
    expect(second.code).toBe(1);
    expect(second.output).toContain(`Assent already runs on ${folder} (pid ${first.pid})`);
    expect((await first.client.get("//health/ready")).status).toBe(200);

    first.kill("SIGKILL");
    await first.exit;
    const orphan = await postgresPid();
    const heir = await start();
    expect(await postgresPid()).toBe(orphan);
    expect((await heir.client.get("/sessions")).body.sessions).toHaveLength(1);
    await stop(heir);
  });

  it("runs on without its worker when that is drained", async () => {
    const started = await start();
    const { body } = await started.client.get("/workers?status=running");
    expect((await started.client.post(`/workers/${body.workers[0].id}/drain`)).status).toBe(200);
    await started.output(/The worker was drained/);
    expect((await started.client.get(`/workers/${body.workers[0].id}`)).body.worker.status).toBe("stopped");
    await stop(started);
  });

  it("says which port is taken, and leaves no PostgreSQL behind", async () => {
    const { port, server } = await takePort();
    const { code, output } = await startMain("cli", { args: ["start"], env: { ...env, BOARD_PORT: String(port) } }).exit;
    server.close();
    expect([code, output]).toEqual([1, expect.stringContaining(`Port ${port} is taken by another process.`)]);
    expect(await postgresPid()).toBe(0);
  });

  it("leaves no PostgreSQL behind when it is stopped while it starts", async () => {
    const started = startMain("cli", { args: ["start"], env });
    await started.output(/Starting PostgreSQL/);
    await stop(started);
  });

  it("names all that is wrong with its environment, once, and starts nothing", async () => {
    const wrong = { LOG_LEVEL: "loud", PORT: "http", BOARD_PORT: "-1", HEARTBEAT_MS: "x", BOARD_PASSWORD: "short" };
    const { code, output } = await startMain("cli", { args: ["start"], env: { ...env, ...wrong } }).exit;
    expect(code).toBe(1);
    for (const name of Object.keys(wrong)) expect(output.split(`  ${name}: `)).toHaveLength(2);
    expect(output).not.toContain("Starting PostgreSQL");
  });

  it("makes no secrets of its own in production", async () => {
    const { code, output } = await startMain("cli", { args: ["start"], env: { ...env, NODE_ENV: "production" } }).exit;
    expect(code).toBe(1);
    for (const name of ["SESSION_SECRET", "SESSION_ENCRYPTION_KEY", "BOARD_USER", "BOARD_PASSWORD"])
      expect(output).toContain(`  ${name}: `);
  });
});
