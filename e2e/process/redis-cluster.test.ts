import { queuePrefix, until } from "@assent/testkit";
import { describe, inject, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { redisProgram } from "../support/redis.ts";
import { startRedisCluster } from "../support/redis-cluster.ts";
import { eachDoneOnce, startTraffic } from "../support/traffic.ts";

describe.skipIf(!inject("redisUrl") || !redisProgram)("with a cluster of three primaries and their replicas", async () => {
  const prefix = queuePrefix();
  const cluster = await startRedisCluster(prefix);
  const { database, startApi, startWorker } = await fleet({ REDIS_URL: cluster.url, QUEUE_PREFIX: prefix });
  const { client } = await startApi();
  await startWorker();
  const isHealthy = async () => (await client.get("//health/detailed")).body.services.redis.status === "healthy";

  it.each(["killed", "frozen"] as const)("loses nothing when the node that has the queues is %s under traffic", async (how) => {
    const traffic = startTraffic(client);
    await traffic.more(50);
    const owner = await cluster.owner();
    await (how === "killed" ? owner.kill() : owner.freeze());
    await cluster.isReplaced(owner);
    await until("Redis is healthy", isHealthy, 30_000);
    await traffic.more(50);
    await traffic.stop();
    await eachDoneOnce(database, traffic.jobs);
    await (how === "killed" ? owner.start() : owner.thaw());
    await cluster.isCompleteWith(owner);
  });
});
