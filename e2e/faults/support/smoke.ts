/** The most telling faults, on one backend. */
import { expect } from "vitest";
import { faults } from "./run.ts";
import type { Backend } from "./system.ts";

/** A machine of CI may be three times slower than the one for which the promises are made. */
const SLACK = "3";
export const WITHIN_MS = 8 * 60_000;

/** @throws AssertionError with all that the suite printed */
export async function promisesAreKept(backend: Backend): Promise<void> {
  const { code, output } = await faults("--smoke", "--slack", SLACK, "--backend", backend);
  expect(code, output).toBe(0);
}
