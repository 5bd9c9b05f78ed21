import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./packages/testkit/src/longest-first.ts";

/** As the processes of a clone start: nothing is compiled twice, and Drizzle's package.json is not read for each of its files. */
const quickStart = {
  env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/vitest", import.meta.url)) },
  execArgv: ["--import", new URL("packages/runtime/src/from-source/resolver.ts", import.meta.url).href],
};

/** What starts real processes or whole systems. */
const integration = {
  globalSetup: "packages/testkit/src/global-setup.ts",
  setupFiles: "e2e/support/end-processes.ts",
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: "forks" as const,
  isolate: false,
  execArgv: quickStart.execArgv,
};

/** What starts processes starts the image's bundle of them. */
const processes = {
  ...integration,
  env: { ASSENT_TEST_BUNDLE: fileURLToPath(new URL("node_modules/.cache/assent-bundle", import.meta.url)) },
};

/** The edge of the API, who may log in to the board, lists, erasures, and who is taken for dead: no queue has a part in what these look at, so they run with one backend. */
const WITHOUT_QUEUES = [
  "{erasure,judging-others}.test.ts",
  "http/{auth,audit-logs,audit-proofs,board.*,consents.receipt,docs,events,fuzz,hanging,hostile,input,keys,lists,methods,jobs.list,jobs.search,sessions.list,sessions.read}.*test.ts",
].map((path) => `e2e/integration/${path}`);

/** One group after the other: what tests one process, what starts many, and what measures. The first two wait for more than half of their time. */
const waiting = { maxWorkers: 3 };
const busy = { maxWorkers: 3, sequence: { groupOrder: 1 } };
const measuring = { maxWorkers: 2, sequence: { groupOrder: 2 } };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          isolate: false,
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "e2e/{contract,kubernetes,supply-chain}/**/*.test.ts"],
          ...waiting,
        },
      },
      { test: { name: "database", include: ["e2e/database/**/*.test.ts"], ...integration, ...waiting } },
      {
        test: {
          name: "postgres",
          include: ["e2e/integration/**/*.test.ts"],
          env: { ASSENT_TEST_BACKEND: "postgres" },
          ...integration,
          ...waiting,
        },
      },
      {
        test: {
          name: "redis",
          include: ["e2e/integration/**/*.test.ts"],
          exclude: WITHOUT_QUEUES,
          env: { ASSENT_TEST_BACKEND: "redis" },
          ...integration,
          ...waiting,
        },
      },
      { test: { name: "compose", include: ["e2e/compose/**/*.test.ts"], ...busy, testTimeout: 60_000, pool: "forks" } },
      { test: { name: "poison", include: ["e2e/poison/**/*.test.ts"], ...processes, ...busy, testTimeout: 90_000 } },
      { test: { name: "process", include: ["e2e/{process,attacks,client}/**/*.test.ts"], ...processes, ...busy, testTimeout: 90_000 } },
      { test: { name: "browser", include: ["e2e/browser/**/*.test.ts"], ...processes, ...busy, testTimeout: 60_000 } },
      { test: { name: "monitoring", include: ["e2e/monitoring/**/*.test.ts"], ...processes, ...busy, testTimeout: 90_000 } },
      { test: { name: "bench", include: ["bench/**/*.test.ts"], ...integration, ...busy, testTimeout: 300_000 } },
      { test: { name: "plans", include: ["e2e/plans/**/*.test.ts"], ...integration, ...busy, isolate: true } },
      { test: { name: "breaks", include: ["e2e/faults/breaks.test.ts"], ...busy, pool: "forks" } },
      { test: { name: "faults", include: ["e2e/faults/smoke.*.test.ts"], ...processes, ...measuring } },
      { test: { name: "time-outs", include: ["e2e/time-outs/**/*.test.ts"], ...processes, ...measuring, testTimeout: 90_000 } },
    ],
  },
});
