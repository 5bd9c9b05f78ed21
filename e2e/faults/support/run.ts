/** The suite as its command line runs it, with a seed that is always the same. */
import { join } from "node:path";
import { NODE, ROOT, startProgram } from "../../support/process.ts";

/** Of the processes, where the tests have made one. */
const { ASSENT_TEST_BUNDLE = "" } = process.env;

export const faults = (...args: string[]) =>
  startProgram(NODE, [join(ROOT, "e2e/faults/index.ts"), "--seed", "9", ...args], { env: { ASSENT_TEST_BUNDLE } }).exit;
