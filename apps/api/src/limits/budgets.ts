import type { Limit } from "@assent/metrics";
import type { ApiEnv } from "../env.ts";
import type { Principal } from "../principal.ts";

/** What a request counts against. */
export type Budget = Exclude<Limit, "open_jobs" | "streams">;

export const WINDOW_MS = 60_000;
/**
 * The part of a limit that a process lets through before it asks, and that it takes at once when it does. Of the big budgets each
 * process may so let through as much too many; the small ones are counted one by one.
 */
const SLICES: Record<Budget, number> = { reads: 0.02, writes: 0.02, searches: 0, unseals: 0 };

export interface Policy {
  budget: Budget;
  /** Requests in a window. */
  limit: number;
  slice: number;
}

/** @returns undefined when there is no limit */
export function policiesOf(env: ApiEnv): (budget: Budget, principal: Principal) => Policy | undefined {
  const policy = (budget: Budget, limit: number): Policy | undefined =>
    limit === 0 ? undefined : { budget, limit, slice: Math.floor(limit * SLICES[budget]) };
  const policies = (reads: number, writes: number, searches: number) => ({
    reads: policy("reads", reads),
    writes: policy("writes", writes),
    searches: policy("searches", searches),
    unseals: policy("unseals", env.RATE_LIMIT_UNSEALS),
  });
  const ofUsers = policies(env.RATE_LIMIT_USER_READS, env.RATE_LIMIT_USER_WRITES, env.RATE_LIMIT_USER_SEARCHES);
  const ofServices = policies(env.RATE_LIMIT_SERVICE_READS, env.RATE_LIMIT_SERVICE_WRITES, env.RATE_LIMIT_SERVICE_SEARCHES);
  return (budget, { userId }) => (userId === null ? ofServices : ofUsers)[budget];
}
