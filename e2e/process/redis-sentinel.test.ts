import { queuePrefix, until } from "@assent/testkit";
import { describe, inject, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { redisProgram } from "../support/redis.ts";
import { startWatchedRedis } from "../support/redis-sentinel.ts";
import { eachDoneOnce, startTraffic } from "../support/traffic.ts";

describe.skipIf(!inject("redisUrl") || !redisProgram)("with Sentinels that watch a primary and its replica", async () => {
  const prefix = queuePrefix();
  const { url, servers, becomesPrimary, follows } = await startWatchedRedis(prefix);
  const { database, startApi, startWorker } = await fleet({ REDIS_URL: url, QUEUE_PREFIX: prefix });
  const { client } = await startApi();
  await startWorker();
  const [first, second] = servers;

  async function losesNothing(primaryGoes: () => unknown, heir: typeof first) {
    const traffic = startTraffic(client);
    await traffic.more(50);
    await primaryGoes();
    await becomesPrimary(heir);
    const isHealthy = async () => (await client.get("//health/detailed")).body.services.redis.status === "healthy";
    await until("Redis is healthy", isHealthy, 30_000);
    await traffic.more(50);
    await traffic.stop();
    await eachDoneOnce(database, traffic.jobs);
  }

  it("loses nothing when the primary is killed under traffic", () => losesNothing(first.kill, second));

  it("loses nothing when the primary freezes under traffic, though its connections stay open", async () => {
    await first.start();
    await follows(first);
    await losesNothing(second.freeze, first);
  });
});
