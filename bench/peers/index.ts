import { graphileWorker, graphileWorkerInSql } from "./graphile-worker.ts";
import { naiveBullmq } from "./naive-bullmq.ts";
import type { Peer } from "./peer.ts";
import { pgBoss, pgBossInSql } from "./pg-boss.ts";

export const NAIVE = "BullMQ + Drizzle, one transaction per job";

export const PEERS: Record<string, Peer> = {
  [NAIVE]: naiveBullmq,
  "graphile-worker + Drizzle": graphileWorker,
  "graphile-worker + prepared statements": graphileWorkerInSql,
  "pg-boss + Drizzle": pgBoss,
  "pg-boss + prepared statements": pgBossInSql,
};

/** Their versions are told with the figures. */
export const PACKAGES = ["bullmq", "drizzle-orm", "postgres", "graphile-worker", "pg-boss", "pg", "fastify", "autocannon"];
