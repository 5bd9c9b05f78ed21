/** Real processes: started from the mains, listened to line by line, and never left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const NODE = join(ROOT, "node_modules/.bin/node");
const WAIT_MS = 60_000;

export interface LogLine extends Record<string, unknown> {
  event?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Everything it has written, stdout and stderr. */
  output: string;
}

export interface Process {
  pid: number;
  /** The next log line with this event; each is given out once. */
  event(name: string): Promise<LogLine>;
  /** What a pattern finds in all the output so far, as soon as it finds something. */
  output(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended and all its output is there. */
  exit: Promise<Exit>;
}

export interface ProcessOptions {
  args?: string[];
  /** Options of Node itself. */
  node?: string[];
  env?: Record<string, string>;
  cwd?: string;
}

const running = new Set<ChildProcess>();
const killAll = () => running.forEach((child) => void child.kill("SIGKILL"));

/** Resolves when none is left. */
export async function endAll(): Promise<void> {
  const ends = [...running].map((child) => new Promise((resolve) => child.once("close", resolve)));
  killAll();
  await Promise.all(ends);
}

/** No hook runs for a file whose preparations failed. */
process.once("exit", killAll).once("SIGTERM", () => {
  killAll();
  process.exit(143);
});

type App = "api" | "worker" | "board" | "cli";

/** Inherits nothing but the PATH, and runs where there is no .env. */
export function startMain(app: App, options: ProcessOptions = {}): Process {
  const { args = [], node = [], env = {}, cwd = tmpdir() } = options;
  return startProgram(NODE, [...node, ...(bundled(app, node) ?? [join(ROOT, `apps/${app}/src/main.ts`)]), ...args], { env, cwd });
}

/** As the image starts it, which takes a third less CPU. What Node is told to load beforehand reaches into the sources, and so needs them. */
function bundled(app: App, node: string[]): string[] | undefined {
  const folder = process.env["ASSENT_TEST_BUNDLE"];
  return folder && node.length === 0 ? ["--max-semi-space-size=16", "--enable-source-maps", join(folder, `${app}.js`)] : undefined;
}

/** Runs a command of the command line to its end. */
export const runCli = (args: string[], options: Omit<ProcessOptions, "args"> = {}): Promise<Exit> =>
  startMain("cli", { ...options, args }).exit;

export function startProgram(program: string, args: string[], { env = {}, cwd = tmpdir() }: ProcessOptions = {}): Process {
  const child = spawn(program, args, { cwd, env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("close", () => running.delete(child));
  return listenTo(child, `${program} ${args.join(" ")}`);
}

function listenTo(child: ChildProcess, name: string): Process {
  const lines: LogLine[] = [];
  const look = new Set<() => void>();
  let output = "";
  let over = false;
  const lookAgain = () => [...look].forEach((again) => void again());
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      output += `${line}\n`;
      if (line.startsWith("{")) lines.push(JSON.parse(line) as LogLine);
      lookAgain();
    });
  }
  const exit = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      over = true;
      lookAgain();
      resolve({ code, signal, output });
    });
  });

  function wait<T>(what: string, find: () => T | undefined | null): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const fail = (why: string) => reject(new Error(`${name}: ${what} did not come ${why}\n${output}`));
    const again = () => {
      const found = find();
      if (found) resolve(found);
      else if (over) fail("before the process ended");
    };
    const timer = setTimeout(() => fail(`within ${WAIT_MS} ms`), WAIT_MS);
    look.add(again);
    again();
    return promise.finally(() => {
      look.delete(again);
      clearTimeout(timer);
    });
  }

  return {
    pid: child.pid ?? 0,
    event: (event) => wait(`the event ${event}`, () => lines.splice(indexOf(lines, event), 1)[0]),
    output: (pattern) => wait(`output ${pattern}`, () => pattern.exec(output)),
    kill: (signal) => void child.kill(signal),
    exit,
  };
}

/** Past the end when there is none, so that a splice takes nothing. */
function indexOf(lines: LogLine[], event: string): number {
  const index = lines.findIndex((line) => line.event === event);
  return index === -1 ? lines.length : index;
}
