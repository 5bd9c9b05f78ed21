/** What a process holds, read from /proc: Linux only. */
import { readdir, readFile } from "node:fs/promises";
import type { Finding } from "../fault.ts";
import { percentile } from "./history.ts";

export interface Figures {
  rssMiB: number;
  /** Files and connections. */
  handles: number;
}

/** NaN where there is no /proc. */
export async function figuresOf(pid: number): Promise<Figures> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => undefined);
  return { rssMiB: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_024, handles: handles?.length ?? Number.NaN };
}

const RSS_GROWTH = 1.25;
const RSS_MORE_MIB = 16;
const HANDLES_MORE = 12;

/** Whether the last fifth is about where the second fifth was: the first is for warming up. */
export function flatness(name: string, taken: Figures[]): Finding[] {
  const part = (from: number, to: number, of: (one: Figures) => number) =>
    Math.round(percentile(taken.slice(Math.floor(taken.length * from), Math.ceil(taken.length * to)).map(of), 50));
  const [rss, rssLater] = [part(0.2, 0.4, ({ rssMiB }) => rssMiB), part(0.8, 1, ({ rssMiB }) => rssMiB)];
  const [held, heldLater] = [part(0.2, 0.4, ({ handles }) => handles), part(0.8, 1, ({ handles }) => handles)];
  return [
    {
      what: `memory of the ${name}, early and late`,
      measured: `${rss} and ${rssLater} MiB`,
      holds: !(rssLater > rss * RSS_GROWTH + RSS_MORE_MIB),
    },
    { what: `handles of the ${name}, early and late`, measured: `${held} and ${heldLater}`, holds: !(heldLater > held + HANDLES_MORE) },
  ];
}
