/** The suite notices when a mechanism is missing. What it printed is in the failure. */
import { expect, test } from "vitest";
import { redisProgram } from "../support/redis.ts";
import { BREAKS } from "./breaks.ts";
import { faults } from "./support/run.ts";

/** Each half on servers of its own; both mostly wait. */
const names = Object.keys(BREAKS);
const HALF = Math.ceil(names.length / 2);
const halves = [names.slice(0, HALF), names.slice(HALF)].map((half) => half.join(","));

test.skipIf(!redisProgram).concurrent.each(halves)(
  "what is missing is noticed: %s",
  async (half) => {
    const { code, output } = await faults("--break", half);
    expect(code, output).toBe(0);
  },
  8 * 60_000,
);
