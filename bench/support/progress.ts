import type { Say } from "./measurement.ts";

const PLAIN_EVERY_MS = 5_000;

/** One line that changes on a terminal; elsewhere a plain line now and then, and whenever another subject begins. */
export function progress(): Say {
  if (process.stdout.isTTY) return (line) => void process.stdout.write(`\r\x1b[K${line.slice(0, process.stdout.columns - 1)}`);
  let last = { at: 0, subject: "" };
  return (line) => {
    const subject = line.replace(/\d+/g, "");
    if (line === "" || (subject === last.subject && performance.now() - last.at < PLAIN_EVERY_MS)) return;
    last = { at: performance.now(), subject };
    console.log(line);
  };
}
