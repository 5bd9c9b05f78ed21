import { randomBytes } from "node:crypto";
import { inject } from "vitest";

export type Backend = "postgres" | "redis";

/** The backend that this project of the test run is about, and the Redis for it. */
export function backendOfTest(): { backend: Backend; redisUrl: string | undefined; available: boolean } {
  const backend = (process.env["ASSENT_TEST_BACKEND"] ?? "postgres") as Backend;
  const redisUrl = backend === "redis" ? (inject("redisUrl") ?? undefined) : undefined;
  return { backend, redisUrl, available: backend === "postgres" || redisUrl !== undefined };
}

/** A namespace of one test file's own on a shared Redis. */
export const queuePrefix = (): string => `{assent-test-${randomBytes(6).toString("hex")}}`;
