/** Shortages of this process itself, real ones: while they last, nothing can be said of a server. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, open, openSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const THREADS = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4);

/** All threads wait in `open` for a pipe's other end, as they would in lookups that a resolver does not answer. @returns what ends it */
export function occupyThreads(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "assent-threads-"));
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const opened = Array.from(
    { length: THREADS },
    () =>
      new Promise<void>((resolve, reject) => {
        open(pipe, "r", (error, file) => (error ? reject(error) : resolve(closeSync(file))));
      }),
  );
  return async () => {
    const other = openSync(pipe, "r+");
    await Promise.all(opened);
    closeSync(other);
    rmSync(folder, { recursive: true });
  };
}

export const canLimitFiles = spawnSync("prlimit", ["--version"]).status === 0;

/** No file or socket can be opened from when this resolves. @returns what ends it; a process that is there already does it */
export async function useUpFiles(): Promise<() => Promise<void>> {
  const limit = (files: string) => `prlimit --pid ${process.pid} --nofile=${files}:`;
  const usual = execFileSync("prlimit", ["--pid", String(process.pid), "--nofile", "--output=SOFT", "--noheadings"], { encoding: "utf8" });
  const limiter = spawn("sh", ["-c", `read go; ${limit("$go")}; echo; read end; ${limit(usual.trim())}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => limiter.once("exit", () => resolve()));
  const fillers = fillGaps();
  limiter.stdin.write(`${(fillers.at(-1) ?? 0) + 1}\n`);
  await new Promise((resolve) => limiter.stdout.once("data", resolve));
  return () => {
    for (const file of fillers) closeSync(file);
    limiter.stdin.end("\n");
    return ended;
  };
}

/** A limit only says how high numbers may be. */
function fillGaps(): number[] {
  const highest = Math.max(...readdirSync("/proc/self/fd").map(Number));
  const fillers: number[] = [];
  while ((fillers.at(-1) ?? 0) <= highest) fillers.push(openSync("/dev/null", "r"));
  return fillers;
}
