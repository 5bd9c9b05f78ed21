import { backlog, countWorkers, databaseTime } from "@assent/db";
import { EXAMPLE, name } from "@assent/domain";
import { BrokerTrouble } from "@assent/jobs";
import { atMostOnceIn } from "@assent/runtime";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";

const brief = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  timestamp: z.string(),
  uptime: z.number().describe("seconds"),
  environment: z.string(),
  paperTradingMode: z.boolean(),
});
const service = z.looseObject({
  status: z.enum(["healthy", "degraded", "unhealthy", "not_configured"]),
  latency_ms: z.number().nullable(),
});
const detailed = brief.extend({ services: z.object({ database: service, redis: service, queue: service, workers: service }) });
const probe = z.object({ status: z.string(), reason: z.string().optional().describe("what this process lacks") });
type Service = z.infer<typeof service>;

const BRIEF = { status: "healthy", timestamp: EXAMPLE.at, uptime: 86_400.25, environment: "production", paperTradingMode: true } as const;
const FINE = { status: "healthy", latency_ms: 0.8 } as const;
name("Health", brief, BRIEF);
name("DetailedHealth", detailed, {
  ...BRIEF,
  services: {
    database: FINE,
    redis: FINE,
    queue: { ...FINE, backend: "redis", queued: 4, oldest_ms: 12 },
    workers: { ...FINE, running: 2 },
  },
});
name("Probe", probe, { status: "ready" });

/** Probes have no token. */
const open = { tags: ["health"], access: "anyone" } as const;

const CHECK_TIMEOUT_MS = 2_000;
/** What is asked without a token is shared by all who ask: nobody may make the database work by asking often. */
const LOOK_EVERY_MS = 1_000;
const READY_EVERY_MS = 250;
/** An open job older than this says that the fleet does not keep up, or is not there. */
const SLOW_QUEUE_MS = 30_000;

export function healthRoutes(app: Api, context: Context) {
  processRoutes(app, context);
  readyRoute(app, context);
  detailedRoute(app, context);
}

const head = ({ env }: Context) => ({
  timestamp: new Date().toISOString(),
  uptime: Math.round(process.uptime() * 1_000) / 1_000,
  environment: env.NODE_ENV,
  paperTradingMode: env.PAPER_TRADING_MODE,
});

/** About the process alone: nothing else is asked. */
function processRoutes(app: Api, context: Context) {
  const health = operation({ ...open, operationId: "readHealth", summary: "Whether the process answers", response: { 200: brief } });
  app.get("/health", { schema: health }, async () => ({ status: "healthy" as const, ...head(context) }));

  const live = operation({ ...open, operationId: "readLiveness", summary: "For a liveness probe", response: { 200: probe } });
  app.get("/health/live", { schema: live }, async () => ({ status: "live" }));
}

function readyRoute(app: Api, context: Context) {
  const schema = operation({
    ...open,
    operationId: "readReadiness",
    summary: "For a readiness probe: whether work is accepted",
    response: { 200: probe, 503: probe },
  });
  const ask = atMostOnceIn(READY_EVERY_MS, () => databaseTime(context.readiness));
  app.get("/health/ready", { schema }, async (_, reply) => {
    const { status } = await timed(ask);
    const lacking = context.keys.lacking();
    const ready = status === "healthy" && !context.stopping.aborted && lacking === undefined;
    const reason = lacking === undefined ? {} : { reason: `the key "${lacking}", with which all seal` };
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", ...reason });
  });
}

function detailedRoute(app: Api, context: Context) {
  const schema = operation({
    ...open,
    operationId: "readDetailedHealth",
    summary: "The state of every part, at most a second old",
    response: { 200: detailed, 503: detailed },
  });
  const look = atMostOnceIn(LOOK_EVERY_MS, () => lookAtAll(context));
  app.get("/health/detailed", { schema }, async (_, reply) => {
    const services = await look();
    const status = overall(services);
    return reply.code(status === "unhealthy" ? 503 : 200).send({ status, ...head(context), services });
  });
}

async function lookAtAll(context: Context) {
  const checks = [checkDatabase(context), checkRedis(context), checkQueue(context), checkWorkers(context)] as const;
  const [database, redis, queue, workers] = await Promise.all(checks);
  return { database, redis, queue, workers };
}

function overall(services: Record<"database" | "redis" | "queue" | "workers", Service>) {
  if (services.database.status === "unhealthy") return "unhealthy";
  return Object.values(services).some(({ status }) => status === "degraded" || status === "unhealthy") ? "degraded" : "healthy";
}

const checkDatabase = ({ health }: Context) => timed(() => databaseTime(health));

const checkRedis = ({ broker }: Context): Promise<Service> =>
  broker.backend === "redis" ? timed(() => broker.ping()) : Promise.resolve({ status: "not_configured", latency_ms: null });

const checkQueue = ({ broker, health }: Context) =>
  timed(async () => {
    const { queued, oldestMs } = await backlog(health, [...broker.queues.keys()]);
    await broker.ping();
    return { status: oldestMs > SLOW_QUEUE_MS ? "degraded" : "healthy", backend: broker.backend, queued, oldest_ms: oldestMs };
  });

const checkWorkers = ({ health }: Context) =>
  timed(async () => {
    const counts = await countWorkers(health);
    return { status: counts.running > 0 ? "healthy" : "degraded", ...counts };
  });

/** Runs a check within its time. A check that fails names no host and no secret. */
async function timed(check: () => Promise<unknown>): Promise<Service> {
  const start = performance.now();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("timeout")), CHECK_TIMEOUT_MS);
  const latency = () => Math.round((performance.now() - start) * 10) / 10;
  try {
    const found = await Promise.race([check(), late.promise]);
    return { status: "healthy", latency_ms: latency(), ...(found instanceof Date ? {} : (found as Partial<Service> | undefined)) };
  } catch (error) {
    return { status: "unhealthy", latency_ms: latency(), ...(error instanceof BrokerTrouble ? { reason: error.reason } : {}) };
  } finally {
    clearTimeout(timer);
  }
}
