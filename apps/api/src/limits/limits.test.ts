import { createMetrics } from "@assent/metrics";
import type { Log } from "@assent/runtime";
import { describe, expect, it } from "vitest";
import type { ApiEnv } from "../env.ts";
import { principalOf } from "../principal.ts";
import { createLimits } from "./limits.ts";

const NONE = { SESSION_SECRET: "s", RATE_LIMIT_USER_READS: 0, RATE_LIMIT_USER_WRITES: 0, RATE_LIMIT_SERVICE_READS: 0 };
const ENV = {
  ...NONE,
  RATE_LIMIT_SERVICE_WRITES: 0,
  RATE_LIMIT_USER_SEARCHES: 7,
  RATE_LIMIT_SERVICE_SEARCHES: 7,
  RATE_LIMIT_UNSEALS: 0,
} as ApiEnv;
const USER = principalOf("0192a000-0000-7000-8000-00000000000a", undefined);
const OTHER = principalOf("0192a000-0000-7000-8000-00000000000b", undefined);
const SERVICE = principalOf("engine", "");

describe("limits", () => {
  it("count each refusal, and write a line for each sort of caller and limit", async () => {
    const metrics = createMetrics("test");
    const lines: object[] = [];
    const log = { warn: (line: object) => void lines.push(line) } as Log;
    const { refused } = createLimits(ENV, async () => [], metrics.http, log);
    for (const principal of [USER, OTHER, SERVICE, SERVICE]) refused(principal, "unseals");
    refused(USER, "open_jobs");
    expect(lines).toEqual([
      { event: "requests.limited", caller: "user", limit: "unseals", principal: USER.name },
      { event: "requests.limited", caller: "service", limit: "unseals", principal: "engine" },
      { event: "requests.limited", caller: "user", limit: "open_jobs", principal: USER.name },
    ]);
    const { body } = await metrics.expose();
    expect(body).toContain('assent_requests_limited_total{limit="unseals"} 4\n');
    expect(body).toContain('assent_requests_limited_total{limit="open_jobs"} 1\n');
  });

  it("of 0 are none", () => {
    const { isLimited } = createLimits(ENV, async () => [], createMetrics("test").http, {} as Log);
    const limited = [USER, SERVICE].map((one) =>
      (["reads", "writes", "searches", "unseals"] as const).filter((budget) => isLimited(one, budget)),
    );
    expect(limited).toEqual([["searches"], ["searches"]]);
  });
});
