import type { Cpu } from "./cpu.ts";

/** One figure of one competitor in one discipline. */
export interface Measurement {
  /** The discipline: what was done, to how much. Competitors in the same one are compared. */
  what: string;
  who: string;
  value: number;
  unit: string;
  better: "more" | "less";
  /** CPU per item by process, in microseconds. */
  cpuUs?: Cpu;
  /** Other figures of the same run. */
  also?: Record<string, number | string>;
  /** For the JSON only. */
  details?: unknown;
}

export const ASSENT = "Assent";

/** Tells what is going on; a line that starts like the one before replaces it on a terminal. */
export type Say = (line: string) => void;
