import { defineConfig } from "vitest/config";

/** What starts real processes or whole systems shares two cores: few files at a time. */
const integration = {
  globalSetup: "packages/testkit/src/global-setup.ts",
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: "forks" as const,
  isolate: false,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          isolate: false,
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "e2e/kubernetes/**/*.test.ts"],
        },
      },
      { test: { name: "postgres", include: ["e2e/integration/**/*.test.ts"], env: { ASSENT_TEST_BACKEND: "postgres" }, ...integration } },
      { test: { name: "redis", include: ["e2e/integration/**/*.test.ts"], env: { ASSENT_TEST_BACKEND: "redis" }, ...integration } },
      { test: { name: "plans", include: ["e2e/plans/**/*.test.ts"], ...integration, isolate: true, sequence: { groupOrder: 2 } } },
      { test: { name: "process", include: ["e2e/process/**/*.test.ts"], ...integration, isolate: true, testTimeout: 90_000 } },
      { test: { name: "bench", include: ["bench/**/*.test.ts"], ...integration, sequence: { groupOrder: 1 }, testTimeout: 120_000 } },
      { test: { name: "compose", include: ["e2e/compose/**/*.test.ts"], sequence: { groupOrder: 1 }, testTimeout: 60_000, pool: "forks" } },
    ],
  },
});
