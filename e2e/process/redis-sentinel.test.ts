import { once } from "node:events";
import { connectRedis, IMPATIENT } from "@assent/jobs";
import { queuePrefix, until } from "@assent/testkit";
import { describe, inject, it } from "vitest";
import { cuttableWayTo } from "../support/cuttable.ts";
import { fleet } from "../support/fleet.ts";
import { redisProgram, tellRedis } from "../support/redis.ts";
import { startWatchedRedis } from "../support/redis-sentinel.ts";
import { eachDoneOnce, startTraffic } from "../support/traffic.ts";

/** Whether anybody waits at a Sentinel to hear of a new primary. */
const hasListener = async (port: number) => / sub=1 /.test((await tellRedis({ port }, ["CLIENT", "LIST", "TYPE", "pubsub"])) ?? "");

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

describe.skipIf(!redisProgram)("a connection by way of Sentinels", async () => {
  const { urlBy, sentinels, servers, failOver, becomesPrimary } = await startWatchedRedis(queuePrefix());

  it("connects again though it hears of the new primary while it still asks for one", async () => {
    const [asked = 0, ...others] = sentinels;
    const way = await cuttableWayTo(`redis://127.0.0.1:${asked}`);
    const redis = connectRedis(urlBy([Number(new URL(way.url).port), ...others]), IMPATIENT).on("error", () => {});
    try {
      await once(redis, "ready");
      await until("it listens to all Sentinels", async () => (await Promise.all(others.map(hasListener))).every(Boolean));
      way.silence();
      const gone = once(redis, "reconnecting");
      await servers[0].tell("CLIENT", "KILL", "TYPE", "normal");
      await gone;
      await until("it asks again", async () => way.taken > 2);
      await failOver();
      await becomesPrimary(servers[1]);
      way.mend();
      await until("it is connected", async () => (await redis.ping().catch(() => "")) === "PONG");
    } finally {
      redis.disconnect();
    }
  });
});
