import { counter, durations, type Family } from "./series.ts";

/** What can refuse a request because there were too many. */
export const LIMITS = ["reads", "writes", "searches", "unseals", "open_jobs", "streams"] as const;
export type Limit = (typeof LIMITS)[number];

export interface HttpObserver {
  /** @param route its template, undefined when there is none for the request's path */
  answered(request: { method: string; route: string | undefined; status: number; ms: number }): void;
  limited(limit: Limit): void;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const METHOD_NOT_ALLOWED = 405;

/** By a route's template: a path would be a series of its own for each id. */
export function httpMetrics(): { families: Family[]; observer: HttpObserver } {
  const requests = counter("assent_http_requests_total", "Requests answered", ["method", "route", "status"]);
  const limited = counter("assent_requests_limited_total", "Requests refused because their caller, or their user, had too many", ["limit"]);
  for (const limit of LIMITS) limited.add(0, limit);
  const seconds = durations("assent_http_request_seconds", "From a request's arrival until its answer was handed over", [
    "method",
    "route",
  ]);
  return {
    families: [requests, limited, seconds],
    observer: {
      limited: (limit) => limited.add(1, limit),
      answered({ method, route = "none", status, ms }) {
        const known = METHODS.has(method) && route !== "none" && status !== METHOD_NOT_ALLOWED;
        const named = known ? method : "other";
        requests.add(1, named, route, String(status));
        if (known) seconds.observe(ms, named, route);
      },
    },
  };
}
