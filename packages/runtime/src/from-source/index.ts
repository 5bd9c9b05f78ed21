/** Lets a process that is started from TypeScript cost about what its bundle costs, without a build step. */
import { fileURLToPath } from "node:url";

const RESOLVER = new URL("./resolver.ts", import.meta.url).href;

/** V8 lets the young generation grow to 128 MiB and the old one to four times what lives; a worker gets hardly faster by it. */
const OPTIONS = ["--max-semi-space-size=16", "--heap-growing-percent=200", "--import", RESOLVER];

const VARIABLES = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../../../../node_modules/.cache/assent", import.meta.url)),
  /** glibc's allocator otherwise keeps a pool for each of Node's threads. */
  MALLOC_ARENA_MAX: "2",
};

/**
 * Replaces the process, once and in place, by one with what can be told to Node from outside only: a compile cache, a
 * quick resolver and a modest heap. To be called by a main before it imports anything else.
 *
 * The compile cache keeps stripped TypeScript too, so that from the second start on Node does not load the stripper,
 * which alone takes 20 MiB. Where a process cannot replace itself (on Windows), it goes on as it is.
 */
export function startFromSource(): void {
  const { execArgv, execPath, argv, env } = process;
  if (execArgv.includes(RESOLVER) || !process.execve) return;
  process.execve(execPath, [execPath, ...OPTIONS, ...execArgv, ...argv.slice(1)], { ...VARIABLES, ...env });
}
