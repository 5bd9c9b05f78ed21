/** A Redis of the test's own, to be killed, emptied and brought back on the same port. */
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { until } from "@assent/testkit";
import { type Process, startProgram } from "./process.ts";

export interface OwnRedis {
  url: string;
  /** Starts it empty. */
  start(): Promise<void>;
  /** No farewell and nothing saved. */
  kill(): Promise<void>;
  flush(): Promise<void>;
}

const PROGRAMS = ["redis-server", "valkey-server"];

/** The Redis that this machine has; undefined when it has none. */
export const redisProgram = PROGRAMS.find((program) => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

export function ownRedis(port: number): OwnRedis {
  let server: Process | undefined;
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
      server = startProgram(redisProgram ?? "redis-server", args);
      await server.output(/eady to accept connections/);
    },
    async kill() {
      server?.kill("SIGKILL");
      await server?.exit;
    },
    flush: () => until("Redis is empty", () => tell(port, "FLUSHALL")).then(() => {}),
  };
}

const tell = (port: number, command: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${command}\r\n`)).setEncoding("utf8");
    socket
      .once("error", () => resolve(false))
      .once("data", (answer) => {
        socket.destroy();
        resolve(String(answer).startsWith("+OK"));
      });
  });
