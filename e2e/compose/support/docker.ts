/** Docker's command line, as an operator would type it. */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

export const dockerAnswers = (): boolean => spawnSync("docker", ["info"], { stdio: "ignore", timeout: 5_000 }).status === 0;

/** Compose v2 where it is installed, else docker-compose 1.29. */
export function composeCommand(): string[] | undefined {
  const candidates = [["docker", "compose"], ["docker-compose"]];
  return candidates.find(([program = "", ...args]) => spawnSync(program, [...args, "version"], { stdio: "ignore" }).status === 0);
}

/** @throws Error with what it printed, if it fails. */
export async function command(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout } = await run(program, args, { env, maxBuffer: OUTPUT_MAX_BYTES }).catch((error) => {
    throw new Error(`${program} ${args.join(" ")} failed:\n${error.stdout}\n${error.stderr}`);
  });
  return stdout.trim();
}

export const docker = (...args: string[]): Promise<string> => command("docker", args);

export async function inspect(container: string): Promise<ContainerState> {
  return JSON.parse(await docker("inspect", container))[0];
}

/** What these tests look at of what `docker inspect` tells. */
export interface ContainerState {
  State: { Running: boolean; ExitCode: number; Health?: { Status: string } };
  Config: { User: string; Env: string[] };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    Init: boolean | null;
    LogConfig: { Config: Record<string, string> };
    PortBindings: Record<string, { HostIp: string; HostPort: string }[]> | null;
  };
}
