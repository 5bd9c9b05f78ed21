import { afterAll as afterAllTests } from "vitest";

/** Vitest's `afterAll`; in a program that is no test file, such as the fault suite, it does nothing: that cleans up by itself. */
export const afterAll: typeof afterAllTests = process.env["VITEST"] ? afterAllTests : () => {};
