/**
 * The contract of a fault. A fault is one file in `faults/` and one line in `faults/index.ts`. It strikes a whole system that
 * is under load: 2 API and 3 worker processes on a database and queues of their own. What it does to servers and processes it
 * undoes before it returns. Afterwards the load ends, everything has to settle, and the invariants are checked; a fault adds
 * only what its own promise says beyond them.
 */
import type { Load } from "./support/load.ts";
import type { Random } from "./support/random.ts";
import type { Servers } from "./support/servers.ts";
import type { Backend, System, SystemOptions } from "./support/system.ts";

export interface Fault {
  name: string;
  /** What the system promises under it, as the table says it. */
  promise: string;
  /** Where it is a part of the smoke run. */
  smoke: readonly Backend[];
  /** Where it makes sense. */
  backends: readonly Backend[];
  /** Why it cannot be made on this machine. */
  impossible?: string;
  /** How the processes are started. */
  options?: SystemOptions;
  strike(scene: Scene): Promise<Finding[]>;
}

export interface Scene {
  servers: Servers;
  system: System;
  load: Load;
  random: Random;
  /** Whether a time, in ms, is within its limit; limits are stretched by `--slack` on slow machines. */
  atMost(what: string, ms: number, limitMs: number): Finding;
}

export interface Finding {
  what: string;
  /** The figure, with its unit. */
  measured: string;
  holds: boolean;
}

export const BOTH: readonly Backend[] = ["redis", "postgres"];
export const REDIS: readonly Backend[] = ["redis"];
export const NOWHERE: readonly Backend[] = [];
