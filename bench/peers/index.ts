import { graphileWorker } from "./graphile-worker.ts";
import { naiveBullmq } from "./naive-bullmq.ts";
import type { Peer } from "./peer.ts";
import { pgBoss } from "./pg-boss.ts";

export const NAIVE = "BullMQ + Drizzle, one transaction per job";

export const PEERS: Record<string, Peer> = {
  [NAIVE]: naiveBullmq,
  "graphile-worker": graphileWorker,
  "pg-boss": pgBoss,
};

/** Their versions are told with the figures. */
export const PACKAGES = ["bullmq", "drizzle-orm", "postgres", "graphile-worker", "pg-boss", "pg", "fastify", "autocannon"];
