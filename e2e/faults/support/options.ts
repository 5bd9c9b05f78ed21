import { parseArgs } from "node:util";
import { BREAKS } from "../breaks.ts";
import type { Backend } from "./system.ts";

export interface Options {
  seed: number;
  smoke: boolean;
  backends: Backend[];
  /** Names of faults; undefined for all. */
  only: string[] | undefined;
  /** By how much time limits are stretched. */
  slack: number;
  /** Names of mechanisms to take out. */
  broken: string[] | undefined;
  killSteps: boolean;
  soakMs: number | undefined;
}

/** @throws Error that names what is wrong */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      smoke: { type: "boolean", default: false },
      "kill-steps": { type: "boolean", default: false },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      only: { type: "string" },
      backend: { type: "string" },
      slack: { type: "string", default: "1" },
      break: { type: "string" },
      soak: { type: "string" },
    },
  });
  return {
    seed: number("seed", values.seed),
    smoke: values.smoke,
    backends: values.backend === undefined ? ["redis", "postgres"] : [backend(values.backend)],
    only: values.only?.split(","),
    slack: number("slack", values.slack),
    broken: values.break === "all" ? Object.keys(BREAKS) : values.break?.split(","),
    killSteps: values["kill-steps"],
    soakMs: values.soak === undefined ? undefined : duration(values.soak),
  };
}

function number(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`--${name} must be a whole number, and is ${value}`);
  return Number(value);
}

function duration(value: string): number {
  const [, amount, unit] = /^(\d+)(s|m|h)$/.exec(value) ?? [];
  if (!amount) throw new Error(`--soak must be a time such as 90s or 10m, and is ${value}`);
  return Number(amount) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"];
}

function backend(value: string): Backend {
  if (value !== "redis" && value !== "postgres") throw new Error(`--backend must be redis or postgres, and is ${value}`);
  return value;
}
