/** The only place that connects to Redis: one server, what Sentinels name as the primary, or a cluster. */
import { gatherWrites } from "@assent/runtime";
import { Cluster, type ClusterOptions, Redis, type RedisOptions, type SentinelConnectionOptions, SentinelConnector } from "ioredis";
import { parseRedisUrl, type RedisTarget } from "./redis-url.ts";

/** A connection of this kind, or one for each node of a cluster. */
export type RedisConnection = Redis | Cluster;

const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 1_000;
/** A connection on which an answer is due for this long is given up: its server may be frozen, or gone without a farewell. */
const SILENCE_MS = 3_000;
/** A cluster's node that was replaced while nothing was asked of it is noticed after this long. */
const LOOK_AT_CLUSTER_EVERY_MS = 5_000;

/** Fails at once while Redis is away; by default a command would hang and then happen long after its caller gave up. */
export const IMPATIENT: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: COMMAND_TIMEOUT_MS,
  socketTimeout: SILENCE_MS,
  retryStrategy: (times) => Math.min(times * 100, 1_000),
};

/** @throws RedisUrlError */
export function connectRedis(url: string, options: RedisOptions): RedisConnection {
  const target = parseRedisUrl(url);
  const own = { connectTimeout: CONNECT_TIMEOUT_MS, disableClientInfo: true, ...options, ...target.user, family: target.family };
  if (target.mode !== "cluster") return gathering(new Redis(nodeOptions(target, own)));
  return new Cluster(target.nodes, clusterOptions(target, own)).on("+node", gathering);
}

const gathering = (node: Redis) => node.on("connect", () => gatherWrites(node.stream));

function nodeOptions(target: RedisTarget, options: RedisOptions): RedisOptions {
  const tls = target.tls ? { tls: target.tls } : {};
  return { ...options, ...tls, db: target.database, ...(target.primary === undefined ? target.nodes[0] : sentinelOptions(target)) };
}

/**
 * Until ioredis has a connection again it still listens to the Sentinels as for the last one, and ends for good when
 * they tell of a new primary in the meantime: a fail-over is where both happen. (ioredis 5.11, its pull request 2198.)
 */
class SentinelWatch extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
  }

  override connect(...args: Parameters<SentinelConnector["connect"]>) {
    this.disconnect();
    return super.connect(...args);
  }
}

/** A frozen primary closes no connection: that there is a new one is heard from the Sentinels. */
const sentinelOptions = ({ nodes, primary, sentinelUser, tls }: RedisTarget): RedisOptions => ({
  ...{
    Connector: SentinelWatch,
    sentinels: nodes,
    name: primary ?? "",
    failoverDetector: true,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
  },
  sentinelReconnectStrategy: () => CONNECT_TIMEOUT_MS,
  ...(sentinelUser.username === undefined ? {} : { sentinelUsername: sentinelUser.username }),
  ...(sentinelUser.password === undefined ? {} : { sentinelPassword: sentinelUser.password }),
  ...(tls ? { enableTLSForSentinelMode: true, sentinelTLS: tls } : {}),
});

/** Names are left to each connection to look up: a certificate is made out to a name. */
const clusterOptions = ({ tls }: RedisTarget, { enableOfflineQueue = true, ...options }: RedisOptions): ClusterOptions => ({
  ...{ enableOfflineQueue, slotsRefreshInterval: LOOK_AT_CLUSTER_EVERY_MS },
  dnsLookup: (name, found) => found(null, name),
  redisOptions: { ...options, ...(tls ? { tls } : {}) },
});
