/** The suite notices when a mechanism is missing. What it printed is in the failure. */
import { expect, test } from "vitest";
import { redisProgram } from "../support/redis.ts";
import { BREAKS } from "./breaks.ts";
import { faults } from "./support/run.ts";

/** Without the first of them jobs wait for ever, and the suite for as long as a promise could allow. */
const LONG = ["reconcile", "audit-tx"];
/** Each half on servers of its own; both mostly wait. */
const halves = [LONG, Object.keys(BREAKS).filter((name) => !LONG.includes(name))].map((half) => half.join(","));

test.skipIf(!redisProgram).concurrent.each(halves)(
  "what is missing is noticed: %s",
  async (half) => {
    const { code, output } = await faults("--break", half);
    expect(code, output).toBe(0);
  },
  8 * 60_000,
);
