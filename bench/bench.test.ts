/** A tiny size of every scenario, so that none rots: everything is done, every figure is there, and nothing is said of time. */
import { platform } from "node:os";
import { afterAll, describe, expect, inject, test } from "vitest";
import { SCENARIOS } from "./scenarios/index.ts";
import { undoAll, undoing } from "./support/cleanup.ts";
import { describeMachine } from "./support/machine.ts";
import type { Measurement } from "./support/measurement.ts";
import { filesOf } from "./support/report.ts";
import type { Options } from "./support/scenario.ts";
import type { Services } from "./support/services.ts";

const redisUrl = inject("redisUrl");
const services: Services = {
  postgres: { url: inject("postgresUrl"), template: inject("template"), source: "the tests" },
  redis: redisUrl === null ? undefined : { url: redisUrl, source: "the tests" },
};
const TINY = { size: "tiny", peers: true } as const;

afterAll(undoAll);

const measure = (name: string, options: Options): Promise<Measurement[]> =>
  undoing(async () => (await SCENARIOS[name]?.({ services, options, say: () => {} })) ?? []);

function expectFigures(measured: Measurement[]) {
  expect(measured).not.toHaveLength(0);
  const told = measured.filter(({ value }) => !Number.isNaN(value) || platform() === "linux");
  for (const { what, who, value } of told) expect(value, `${what}: ${who}`).toBeGreaterThanOrEqual(0);
}

describe.skipIf(redisUrl === null)("on Redis, beside the peers", () => {
  test.each(Object.keys(SCENARIOS))("%s", async (name) => {
    const measured = await measure(name, { ...TINY, backends: ["redis"] });
    expectFigures(measured);
    const files = filesOf({ measuredAt: "now", size: "tiny", machine: await describeMachine(services), measured, failed: {} });
    expect(JSON.parse(files.json)).toMatchObject({ measured: measured.map(({ what, value }) => ({ what, value })) });
    expect(files.svg).toMatch(/^<svg .*<\/svg>\n$/s);
  });
});

describe("on PostgreSQL", () => {
  test.each(["process", "wait"])("%s", async (name) => {
    expectFigures(await measure(name, { ...TINY, peers: false, backends: ["postgres"] }));
  });
});
