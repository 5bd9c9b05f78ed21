/** The processes that are measured: started from their mains, listened to line by line, never left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WAIT_MS = 60_000;
const OUTPUT_KEPT = 8_000;

export type LogLine = Record<string, unknown>;

export interface Program {
  pid: number;
  /** The first log line with this event, from when it came. @throws Error with its last output if it ends before. */
  event(name: string, withinMs?: number): Promise<LogLine>;
  /** How many log lines with this event there have been. */
  count(name: string): number;
  /** @param signal SIGTERM lets it end its work */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => void child.kill("SIGKILL")));

/** Inherits nothing but the PATH, and runs where there is no .env. @param path below the root of the repository */
export function startProgram(path: string, env: Record<string, string>, root = ROOT): Program {
  const args = [join(root, path)];
  const child = spawn(process.execPath, args, {
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  return programOf(child, path);
}

function programOf(child: ChildProcess, name: string): Program {
  const seen = new Map<string, PromiseWithResolvers<LogLine>>();
  const counts = new Map<string, number>();
  let output = "";
  let over = false;
  const wanted = (event: string) => {
    const known = seen.get(event) ?? Promise.withResolvers<LogLine>();
    known.promise.catch(() => {});
    if (over) known.reject(new Error(`${name} has ended:\n${output}`));
    seen.set(event, known);
    return known;
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (text) => {
      output = `${output}${text}\n`.slice(-OUTPUT_KEPT);
      const event = eventOf(text);
      if (!event) return;
      counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
      wanted(event.name).resolve(event.line);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      running.delete(child);
      over = true;
      for (const event of seen.keys()) wanted(event);
      resolve();
    });
  });
  const late = (event: string, ms: number) =>
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`${name}: no ${event} within ${ms} ms:\n${output}`)), ms).unref());
  return {
    pid: child.pid ?? 0,
    count: (event) => counts.get(event) ?? 0,
    event: (event, withinMs = WAIT_MS) => Promise.race([wanted(event).promise, late(event, withinMs)]),
    stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}

function eventOf(text: string): { name: string; line: LogLine } | undefined {
  if (!text.startsWith('{"')) return undefined;
  const line = JSON.parse(text) as LogLine;
  return typeof line["event"] === "string" ? { name: line["event"], line } : undefined;
}
