/** How much each principal may ask for, and how a request is told. */
import type { HttpObserver, Limit } from "@assent/metrics";
import { type Log, sparingly } from "@assent/runtime";
import { fingerprint } from "@assent/vault";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiEnv } from "../env.ts";
import type { Principal } from "../principal.ts";
import { HttpProblem } from "../problems.ts";
import { type Budget, type Policy, policiesOf, WINDOW_MS } from "./budgets.ts";
import { createLimiter, type Verdict } from "./limiter.ts";
import { insured, type LimitStore } from "./stores.ts";
import { createStreams } from "./streams.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What requests to this route count against: by default reads or writes, by their method. */
    budget?: Budget | "none";
  }
}

export interface Limits {
  /** Counts a request against a budget, and tells its client what is left. @throws HttpProblem 429 */
  count(request: FastifyRequest, reply: FastifyReply, budget: Budget): Promise<void>;
  /** Whether there is any limit for this principal. */
  isLimited(principal: Principal, budget: Budget): boolean;
  /** Takes the place of one more event stream. @returns how to give it back @throws HttpProblem 429 */
  stream(principal: Principal): () => void;
  /** Reports that a request was refused because there were too many. */
  refused(principal: Principal, limit: Limit): void;
}

const REPORT_EVERY_MS = 60_000;

export function createLimits(env: ApiEnv, store: LimitStore, observer: HttpObserver, log: Log): Limits {
  const onAway = sparingly((err: unknown) => {
    log.warn({ event: "limits.unshared", err }, "the store of the rate limits is away; until it is back each engine counts for itself");
  }, REPORT_EVERY_MS);
  const use = insured(store, onAway);
  const take = createLimiter((one) => use({ ...one, key: fingerprint(env.SESSION_SECRET, "limit", one.key) }));
  const policyOf = policiesOf(env);
  const refused = refusals(observer, log);
  const streams = createStreams(env.MAX_STREAMS_PER_USER);

  return {
    refused,
    isLimited: (principal, budget) => policyOf(budget, principal) !== undefined,
    stream(principal) {
      if (principal.userId === null) return () => {};
      const leave = streams.enter(principal.userId);
      if (leave) return leave;
      refused(principal, "streams");
      throw tooManyStreams(env.MAX_STREAMS_PER_USER);
    },
    async count({ principal }, reply, budget) {
      const policy = policyOf(budget, principal);
      if (!policy) return;
      const verdict = await take(principal.name, policy);
      reply.headers(headersOf(policy, verdict));
      if (verdict.isAllowed) return;
      refused(principal, budget);
      throw tooMany(policy, verdict);
    },
  };
}

/** Counts each request that goes on to its route; those of routes that count for themselves have the budget "none". */
export function limitAll(app: FastifyInstance, limits: Limits) {
  app.addHook("onRequest", (request, reply, done) => {
    const { budget = budgetOf(request.method) } = request.routeOptions.config;
    if (budget === "none" || !limits.isLimited(request.principal, budget)) return done();
    limits.count(request, reply, budget).then(() => done(), done);
  });
}

const budgetOf = (method: string): Budget => (method === "GET" || method === "HEAD" ? "reads" : "writes");

const secondsOf = (ms: number) => Math.ceil(ms / 1_000);

/** draft-ietf-httpapi-ratelimit-headers-10: structured fields, of which each member is named for its policy. */
const headersOf = ({ budget, limit }: Policy, { remaining, endsInMs }: Verdict) => ({
  "ratelimit-policy": `"${budget}";q=${limit};w=${secondsOf(WINDOW_MS)}`,
  ratelimit: `"${budget}";r=${remaining};t=${secondsOf(endsInMs)}`,
});

function tooMany({ budget, limit }: Policy, { endsInMs }: Verdict): HttpProblem {
  const seconds = Math.max(1, secondsOf(endsInMs));
  const detail = `This caller may have ${limit} ${budget} a minute; there are more in ${seconds} s.`;
  return new HttpProblem("rate-limited", detail, {}, { "retry-after": String(seconds) });
}

const tooManyStreams = (most: number) =>
  new HttpProblem(
    "rate-limited",
    `This user has ${most} event streams open, as many as one may; close one first.`,
    {},
    { "retry-after": "1" },
  );

/** A line a minute for each sort of caller and of limit, however many are refused. */
function refusals(observer: HttpObserver, log: Log): Limits["refused"] {
  const reports = new Map<string, (principal: string) => void>();
  return ({ name, userId }, limit) => {
    observer.limited(limit);
    const caller = userId === null ? "service" : "user";
    const report =
      reports.get(`${caller} ${limit}`) ??
      sparingly((principal: string) => {
        log.warn(
          { event: "requests.limited", caller, limit, principal },
          "a caller asks for more than it may; it is told when to come back",
        );
      }, REPORT_EVERY_MS);
    reports.set(`${caller} ${limit}`, report);
    report(name);
  };
}
