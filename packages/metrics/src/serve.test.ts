import { createLog } from "@assent/runtime";
import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";
import { serveMetrics } from "./serve.ts";

it("answers 500 while the figures cannot be had, and says so once", async () => {
  const lines: string[] = [];
  const log = createLog("test", "info", { isTTY: false, write: (line: string) => lines.push(line) });
  const metrics = { ...createMetrics("api"), expose: () => Promise.reject(new Error("no figures")) };
  const service = await serveMetrics(metrics, { HOST: "127.0.0.1", METRICS_PORT: 0 }, log);
  const statuses = await Promise.all([1, 2, 3].map(async () => (await fetch(service.url)).status));
  await service.stop(AbortSignal.timeout(1_000));
  expect(statuses).toEqual([500, 500, 500]);
  expect(lines.filter((line) => line.includes('"metrics.failed"'))).toHaveLength(1);
});
