import { describe, expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

const linesOf = async (metrics: ReturnType<typeof createMetrics>) => (await metrics.expose()).body.split("\n").filter(Boolean);

describe("what a process exposes", () => {
  it("has names of one form, with units", async () => {
    const types = (await linesOf(createMetrics("test")))
      .filter((line) => line.startsWith("# TYPE "))
      .map((line) => line.split(" ").slice(2));
    expect(types.length).toBeGreaterThan(30);
    for (const [name = "", type] of types) {
      expect(name).toMatch(/^(assent|process|nodejs)_[a-z_]+$/);
      expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
      expect(name).not.toMatch(/_(ms|milliseconds|mb|percent)\b/);
    }
    expect(new Set(types.map(([name]) => name)).size).toBe(types.length);
  });

  it("tells each kind from the beginning, so that its first job is an increase", async () => {
    const lines = await linesOf(createMetrics("test"));
    expect(lines).toContain('assent_jobs_settled_total{kind="session.create",status="failed"} 0');
    expect(lines).toContain('assent_jobs_accepted_total{kind="consent.withdraw"} 0');
    expect(lines).toContain('assent_requests_limited_total{limit="open_jobs"} 0');
  });

  it("counts jobs by kind, status and reason, of which only those are told that are known", async () => {
    const metrics = createMetrics("test");
    const job = { status: "refused", waitedMs: 700, tookMs: 300 } as const;
    metrics.jobs.settled("session.create", { ...job, reason: "consent_withdrawn" });
    metrics.jobs.settled("session.create", { ...job, reason: "user 7 said no" });
    const lines = await linesOf(metrics);
    expect(lines).toEqual(
      expect.arrayContaining([
        'assent_jobs_settled_total{kind="session.create",status="refused"} 2',
        'assent_jobs_refused_total{kind="session.create",reason="consent_withdrawn"} 1',
        'assent_jobs_refused_total{kind="session.create",reason="other"} 1',
        'assent_job_total_seconds_bucket{kind="session.create",le="0.5"} 0',
        'assent_job_total_seconds_bucket{kind="session.create",le="1"} 2',
        'assent_job_start_seconds_sum{kind="session.create"} 1.4',
      ]),
    );
  });

  it("counts requests by route, whatever methods and paths are tried", async () => {
    const metrics = createMetrics("test");
    const { http } = metrics;
    http.answered({ method: "GET", route: "/jobs/:id", status: 200, ms: 3 });
    http.answered({ method: "PROPFIND", route: "/jobs/:id", status: 405, ms: 3 });
    http.answered({ method: "GET", route: undefined, status: 404, ms: 3 });
    const requests = (await linesOf(metrics)).filter((line) => line.startsWith("assent_http_request"));
    expect(requests.filter((line) => line.includes("_total"))).toEqual([
      'assent_http_requests_total{method="GET",route="/jobs/:id",status="200"} 1',
      'assent_http_requests_total{method="other",route="/jobs/:id",status="405"} 1',
      'assent_http_requests_total{method="other",route="none",status="404"} 1',
    ]);
    expect(requests.filter((line) => line.includes("_count"))).toEqual([
      'assent_http_request_seconds_count{method="GET",route="/jobs/:id"} 1',
    ]);
  });

  it("tells of pools what they say at that moment", async () => {
    const metrics = createMetrics("test");
    let used = 1;
    metrics.pools.opened({ name: "some-pool", size: 4, used: () => used, waiting: () => 9 });
    used = 3;
    const lines = await linesOf(metrics);
    expect(lines).toContain('assent_postgres_pool_used{pool="some-pool"} 3');
    expect(lines).toContain('assent_postgres_pool_waiting{pool="some-pool"} 9');
  });
});
