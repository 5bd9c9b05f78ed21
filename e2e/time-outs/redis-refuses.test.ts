import { newId } from "@assent/domain";
import { createBroker, deliver } from "@assent/jobs";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it, onTestFailed } from "vitest";
import { answers } from "../support/consumer.ts";
import { fleet, submit, type WorkerProcess } from "../support/fleet.ts";
import { freePort } from "../support/ports.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";
import { eachDoneOnce, p99, startTraffic } from "../support/traffic.ts";

const NAMED_WITHIN_MS = 5_000;
const P99_MS = 200;
/** A worker that asks again at once sends over ten thousand a second. */
const MOST_COMMANDS = 3_000;

describe.skipIf(!inject("redisUrl") || !redisProgram)("with a Redis that takes nothing", async () => {
  const redis = ownRedis(await freePort());
  await redis.start();
  const prefix = queuePrefix();
  const { database, startApi, startWorker } = await fleet({ REDIS_URL: redis.url, QUEUE_PREFIX: prefix });
  const { client } = await startApi();
  const set = (name: string, value: string) => redis.tell("CONFIG", "SET", name, value);
  const partsNamed = async () => (await client.get("//health/detailed")).body.services;
  const field = async (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec((await redis.tell("INFO")) ?? "")?.[1]);

  /** What fails leaves nothing behind that the next one would meet. */
  function trafficOfTest(worker: WorkerProcess) {
    const traffic = startTraffic(client);
    onTestFailed(async () => {
      worker.kill("SIGKILL");
      await traffic.stop().catch(() => {});
    });
    return traffic;
  }

  /** With deliveries of jobs that have settled long ago, as far as PostgreSQL knows. */
  async function fill(deliveries: number) {
    const broker = createBroker({ name: "test", databaseUrl: database.url, redisUrl: redis.url, prefix, onError: () => {} });
    await answers(broker);
    const ids = Array.from({ length: deliveries }, newId);
    await deliver(
      broker,
      ids.map((id) => ({ id, kind: "session.create", jobIds: [id] })),
    );
    await broker.close();
  }

  const faults = [
    ["read_only", () => redis.tell("REPLICAOF", "127.0.0.1", "1"), () => redis.tell("REPLICAOF", "NO", "ONE")],
    ["out_of_memory", () => set("maxmemory", "1mb"), () => set("maxmemory", "0")],
    ["too_few_replicas", () => set("min-replicas-to-write", "1"), () => set("min-replicas-to-write", "0")],
    ["silent", redis.freeze, redis.thaw],
    ["unreachable", redis.kill, redis.start],
  ] as const;

  it.each(faults)(
    "is %s: work is accepted as fast as ever, health says why, and all is done when it is over",
    async (reason, begin, end) => {
      onTestFailed(async () => void (await end()));
      const worker = await startWorker();
      const traffic = trafficOfTest(worker);
      await traffic.more(20);
      await begin();
      const before = traffic.tookMs.length;
      await until(`redis is named as ${reason}`, async () => (await partsNamed()).redis.reason === reason, NAMED_WITHIN_MS);
      expect((await partsNamed()).queue).toMatchObject({ status: "unhealthy" });
      await traffic.more(200);
      await traffic.stop();
      expect(p99(traffic.tookMs.slice(before))).toBeLessThanOrEqual(P99_MS);
      await end();
      await eachDoneOnce(database, traffic.jobs);
      worker.kill("SIGTERM");
      await worker.exit;
    },
  );

  it.each(faults.slice(0, 2))("is %s with jobs in it: a worker asks for them now and then, not all the time", async (_, begin, end) => {
    const jobs = await Promise.all(Array.from({ length: 20 }, () => submit(client)));
    onTestFailed(async () => void (await end()));
    await begin();
    const worker = await startWorker();
    const traffic = trafficOfTest(worker);
    const before = await field("total_commands_processed");
    await traffic.more(100);
    expect((await field("total_commands_processed")) - before).toBeLessThan(MOST_COMMANDS);
    await traffic.stop();
    await end();
    await eachDoneOnce(database, [...jobs, ...traffic.jobs]);
    worker.kill("SIGTERM");
    await worker.exit;
  });

  it("is full of its own backlog, and gets out of that by itself", async () => {
    const worker = await startWorker();
    const first = await submit(client);
    await eachDoneOnce(database, [first]);
    worker.kill("SIGSTOP");
    const jobs = [await submit(client)];
    await fill(2_000);
    await set("maxmemory", String((await field("used_memory")) - 400_000));
    jobs.push(await submit(client));
    worker.kill("SIGCONT");
    await worker.event("queue.full");
    await eachDoneOnce(database, jobs);
  });
});
