import type { Measurement, Say } from "./measurement.ts";
import type { Services } from "./services.ts";
import type { Backend } from "./system.ts";

export type Size = "tiny" | "normal" | "full";

export interface Options {
  size: Size;
  backends: Backend[];
  /** Whether the peers run beside it. */
  peers: boolean;
  /** Given on the command line, they stand above what the size says. */
  backlog?: number | undefined;
  workers?: number | undefined;
  apis?: number | undefined;
  rows?: number | undefined;
  /** The folder of another checkout. */
  other?: string | undefined;
}

export interface Run {
  services: Services;
  options: Options;
  say: Say;
}

/** @throws Error when anything was lost, done twice or refused: such a run has no figures. */
export type Scenario = (run: Run) => Promise<Measurement[]>;

export const bySize = <T>(size: Size, tiny: T, normal: T, full = normal): T => ({ tiny, normal, full })[size];
