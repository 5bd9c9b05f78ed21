/** The fleet of docker-compose.yml, under a project name and on ports of this test's own. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { command, composeCommand, docker, inspect } from "./docker.ts";
import { eventually } from "./eventually.ts";

export interface Fleet {
  /** nginx on the API's port, nginx on the web's port, and the board. */
  urls: { api: string; front: string; board: string };
  /** What the .env says. */
  secrets: Record<string, string>;
  image: string;
  /** How long `up` took until every container was healthy, in ms. */
  upMs: number;
  /** Whether others kept this machine's cores busy when the fleet was brought up. */
  hostWasBusy: boolean;
  /** Runs a line of the runbook in a shell that knows the .env; "docker compose" means this fleet. */
  type(line: string): Promise<string>;
  compose(...args: string[]): Promise<string>;
  containers(service: string): Promise<string[]>;
  healthy(container: string): Promise<void>;
  sql(statement: string): Promise<string>;
  down(): Promise<void>;
}

export const SERVICES = ["postgres", "redis", "engine", "worker", "board", "nginx"];

export async function startFleet(): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), "assent-compose-"));
  const envFile = join(folder, ".env");
  await command(process.execPath, ["apps/cli/src/main.ts", "env", "--file", envFile]);
  const secrets = parseEnv(await readFile(envFile, "utf8")) as Record<string, string>;
  const project = `assent-e2e-${randomBytes(4).toString("hex")}`;
  const [HTTP_PORT, PORT, BOARD_PORT] = await freePorts(3);
  const flags = ["-p", project, "--env-file", envFile];
  const env = { ...ofShell(), HTTP_PORT, PORT, BOARD_PORT, ASSENT_IMAGE: project, COMPOSE_FLAGS: flags.join(" ") };
  const [program = "", ...words] = composeCommand() ?? [];

  const compose = (...args: string[]) => command(program, [...words, ...flags, ...args], env);
  const ofService = (service: string) => ["--filter", `label=com.docker.compose.service=${service}`];
  const containers = async (service: string) =>
    (await docker("ps", "-q", "--no-trunc", "--filter", `label=com.docker.compose.project=${project}`, ...ofService(service)))
      .split("\n")
      .filter(Boolean);
  const healthy = (container: string) =>
    eventually(`${container} is healthy`, async () => (await inspect(container)).State.Health?.Status === "healthy");
  const fleet: Fleet = {
    urls: { api: `http://localhost:${PORT}`, front: `http://localhost:${HTTP_PORT}`, board: `http://localhost:${BOARD_PORT}` },
    ...{ secrets, image: project, upMs: 0, hostWasBusy: false, compose, containers, healthy },
    type: (line) =>
      command("sh", ["-c", line.replaceAll("docker compose", [program, ...words, ...flags].join(" "))], { ...secrets, ...env }),
    async sql(statement) {
      const [postgres = ""] = await containers("postgres");
      return docker("exec", postgres, "psql", "-U", "arbitrage_user", "-d", "arbitrage_bot", "-v", "ON_ERROR_STOP=1", "-qAtc", statement);
    },
    async down() {
      await compose("down", "-v", "--remove-orphans");
      await docker("image", "rm", "-f", project);
      await rm(folder, { recursive: true, force: true });
    },
  };
  await compose("build");
  fleet.hostWasBusy = (loadavg()[0] ?? 0) > 2 * availableParallelism();
  fleet.upMs = await up(fleet).catch(async (error) => {
    const logs = await compose("logs", "--tail", "20").catch(String);
    await fleet.down();
    throw new Error(`${error.message}\n${logs}`);
  });
  return fleet;
}

async function up({ compose, containers, healthy }: Fleet): Promise<number> {
  const start = performance.now();
  await compose("up", "-d");
  const all = (await Promise.all(SERVICES.map(containers))).flat();
  await Promise.all(all.map(healthy));
  return Math.round(performance.now() - start);
}

/** A variable of this shell would win over the same one in the .env, so Compose sees none but these. */
function ofShell() {
  const wanted = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_.*)$/.test(name));
  return Object.fromEntries(wanted);
}

/** All open at the same time, so that no two are the same. */
async function freePorts(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => String((server.address() as { port: number }).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
