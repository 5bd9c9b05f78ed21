/** Servers that run as plain processes of this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

export interface Provided {
  url: string;
  source: string;
  stop(): Promise<void>;
}

/** A Redis of the caller's own, empty and without persistence. @returns undefined where the machine has none. */
export async function localRedis(): Promise<Provided | undefined> {
  for (const program of ["redis-server", "valkey-server"]) {
    const port = await freePort();
    const server = spawn(program, ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (await isReady(server)) {
      return { url: `redis://127.0.0.1:${port}`, source: `${program} of this machine`, stop: () => stopProcess(server) };
    }
  }
  return undefined;
}

function isReady(server: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false)).once("exit", () => resolve(false));
    server.stdout?.on("data", (chunk: Buffer) => chunk.includes("eady to accept connections") && resolve(true));
  });
}

function stopProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
