import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@assent/testkit";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { clientOf } from "../support/client.ts";
import { freePort, takePort } from "../support/ports.ts";
import { type Process, ROOT, runCli, startMain, startProgram } from "../support/process.ts";

/** So that a .env of the clone, from where npm starts it, changes nothing. */
const UNSET = { DATABASE_URL: "", REDIS_URL: "", NODE_ENV: "", AUTH_MODE: "" };

/** What an API, a worker and a board tell, in the order in which it is told. */
const ALL_PARTS = new RegExp(
  [
    'assent_jobs_accepted_total\\{kind="session.create"\\} 1',
    'assent_jobs_settled_total\\{kind="session.create",status="completed"\\} 1',
    'assent_postgres_pool_size\\{pool="assent-worker"\\} 4',
    'assent_postgres_pool_size\\{pool="assent-board"\\} 2',
    'assent_http_requests_total\\{method="POST",route="/api/v1/sessions",status="201"\\} 1',
    'assent_workers\\{status="running"\\} 1',
  ].join("\n[\\s\\S]*"),
);

describe("start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assent-start-"));
  const env = { DATA_DIR: folder, PORT: "0", BOARD_PORT: "0", METRICS_PORT: "0", HEARTBEAT_MS: "1000" };
  /** 0 when no PostgreSQL is there. */
  const postgresPid = async () => Number((await readFile(join(folder, "postgres/postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
  afterAll(async () => {
    const left = await postgresPid();
    if (left) process.kill(left, "SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** Ends with its test, so that one that fails does not take the folder from the next. */
  function startIn(changes: Record<string, string> = {}) {
    const started = startMain("cli", { args: ["start"], env: { ...env, ...changes } });
    onTestFinished(async () => {
      started.kill("SIGKILL");
      await started.exit;
    });
    return started;
  }

  async function start(started = startIn()) {
    const [curl] = await started.output(/curl -i [\s\S]*?\}'/);
    const [, api = ""] = await started.output(/API {5}(http:\S+)\/api\/docs/);
    return { ...started, curl, url: api, client: clientOf(api) };
  }

  /** Without its `prestart`, which would install. The pid is that of the process which npm has started. */
  async function startByNpm(command: string[]) {
    const npm = { npm_config_cache: join(folder, "npm"), npm_config_update_notifier: "false" };
    const options = { cwd: ROOT, env: { ...UNSET, ...env, ...npm, LOG_LEVEL: "info" } };
    const started = startProgram("npm", ["--ignore-scripts", ...command], options);
    const { pid } = await started.event("api.listening");
    onTestFinished(() => void (isThere(Number(pid)) && process.kill(Number(pid), "SIGKILL")));
    return { ...(await start(started)), pid: Number(pid) };
  }

  async function stop(started: Process) {
    started.kill("SIGINT");
    started.kill("SIGINT");
    expect(await started.exit).toMatchObject({ code: 0 });
    expect(await postgresPid()).toBe(0);
  }

  it("says healthy with the first answer that it gives", async () => {
    const port = await freePort();
    const started = startIn({ PORT: String(port) });
    const client = clientOf(`http://127.0.0.1:${port}`);
    const first = await until("the API answers", () => client.get("//health/detailed").catch(() => undefined), 60_000);
    expect(first).toMatchObject({ status: 200, body: { status: "healthy", services: { workers: { running: 1 } } } });
    await started.output(/Assent is up/);
    await stop(started);
  });

  it("prints where everything is and a call that works; Ctrl-C, as heard from npm and the terminal both, ends all of it", async () => {
    const started = await start();
    const [, board = "", user, password = ""] = await started.output(/console (http:\S+) {3}login: (\S+) \/ (\S+)/);
    expect([user, password.length]).toEqual(["operator", 24]);
    expect(await (await fetch(`${board}/login`)).text()).toContain("<form");
    expect((await fetch(`${board}/queues/api/queues`)).status).toBe(401);
    expect(execFileSync("sh", ["-c", started.curl], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })).toMatch(
      /^HTTP\/1\.1 201 [\s\S]*"Session created successfully"/,
    );
    const [, metrics = ""] = await started.output(/metrics (http:\S+)/);
    expect(await (await fetch(metrics)).text()).toMatch(ALL_PARTS);
    const audited = await runCli(["audit", "verify"], { env: { DATA_DIR: folder } });
    expect(audited).toMatchObject({ code: 0, output: expect.stringContaining("the log is whole") });
    await stop(started);
  });

  it("ends all of it, cleanly, when npm is told to, alone or with all that it has started", async () => {
    const first = await startByNpm(["start"]);
    const [worker] = (await first.client.get("/workers?status=running")).body.workers;
    first.kill("SIGTERM");
    expect(await first.exit).toMatchObject({ code: 0, output: expect.stringMatching(/"event":"process\.stopped","clean":true/) });
    expect([isThere(first.pid), await postgresPid()]).toEqual([false, 0]);

    const second = await startByNpm(["run", "assent", "--", "start"]);
    expect((await second.client.get(`/workers/${worker.id}`)).body.worker.status).toBe("stopped");
    process.kill(second.pid, "SIGTERM");
    second.kill("SIGTERM");
    expect(await second.exit).toMatchObject({ code: 0, output: expect.stringMatching(/"event":"process\.stopped","clean":true/) });
    expect([isThere(second.pid), await postgresPid()]).toEqual([false, 0]);
  });

  it("has its data after a restart; lets no second one run on them; one that is killed can be followed", async () => {
    const first = await start();
    expect((await first.client.get("/sessions")).body.sessions).toHaveLength(1);

    const second = await startIn().exit;
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

  it("gives the demo a database to put a job into that fails", async () => {
    const started = await start();
    const demo = startMain("cli", { args: ["demo"], env: { DATA_DIR: folder, ASSENT_URL: started.url } });
    const failed = async () => (await started.client.get("/jobs?status=failed")).body.jobs[0];
    expect(await until("its job has failed", failed, 60_000)).toMatchObject({ kind: "session.renew", principal: "demo", attempts: 5 });
    demo.kill("SIGINT");
    expect(await demo.exit).toMatchObject({ code: 0, output: expect.stringContaining("1 poisoned") });
    await stop(started);
  });

  it("says which port is taken, and leaves no PostgreSQL behind", async () => {
    const { port, server } = await takePort();
    const { code, output } = await startIn({ BOARD_PORT: String(port) }).exit;
    server.close();
    expect([code, output]).toEqual([1, expect.stringContaining(`Port ${port} is taken by another process.`)]);
    expect(await postgresPid()).toBe(0);
  });

  it("leaves no PostgreSQL behind when it is stopped while it starts", async () => {
    const started = startIn();
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

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
