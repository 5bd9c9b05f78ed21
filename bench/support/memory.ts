import { readFile } from "node:fs/promises";

const status = async (pid: number, field: string): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
  return kib === undefined ? Number.NaN : Math.round(Number(kib) / 1024);
};

/** Resident memory now, in MiB; NaN where there is no /proc. */
export const rssMiB = (pid: number): Promise<number> => status(pid, "VmRSS");

/** The most it has ever had. */
export const peakRssMiB = (pid: number): Promise<number> => status(pid, "VmHWM");

const LOOK_EVERY_MS = 200;

/** `stop` tells the most that was seen since. */
export function watchRss(pid: number): { stop(): number } {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await rssMiB(pid));
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
