/** A broker and a consumer in the test's own process, whose kinds can be made to misbehave. */

import { newId } from "@assent/domain";
import { type Broker, createBroker, type Kind } from "@assent/jobs";
import { type ConsumerOptions, startConsumer } from "@assent/jobs/worker";
import { createLog } from "@assent/runtime";
import { backendOfTest, queuePrefix, type TestDatabase, until } from "@assent/testkit";
import { afterAll, onTestFinished } from "vitest";

/** Resolves when it takes deliveries. */
export async function testBroker({ url }: TestDatabase): Promise<Broker> {
  const broker = createBroker({
    name: "test",
    databaseUrl: url,
    redisUrl: backendOfTest().redisUrl,
    prefix: queuePrefix(),
    onError: () => {},
  });
  afterAll(() => broker.close());
  await answers(broker);
  return broker;
}

export const answers = (broker: Broker) =>
  until("the broker is there", () =>
    broker.ping().then(
      () => true,
      () => false,
    ),
  );

export const silent = createLog("test", "silent");

/** Runs these kinds until the test is finished. */
export async function consume(
  { db }: TestDatabase,
  broker: Broker,
  kinds: Kind[],
  options: Pick<ConsumerOptions, "events" | "lockMs" | "observer" | "paused" | "quarantine"> = {},
) {
  const id = newId();
  const consumer = await startConsumer({
    db,
    broker,
    log: silent,
    workerId: () => id,
    concurrency: 20,
    kinds,
    ...options,
  });
  onTestFinished(async () => void (await consumer.drain(AbortSignal.timeout(5_000))));
  return consumer;
}

/** The same kind, but impatient, and with something that happens before each run. */
export const disturbed = (kind: Kind, before: (attempt: number) => void, policy: Partial<Kind["policy"]> = {}): Kind => {
  let attempt = 0;
  return {
    ...kind,
    policy: { ...kind.policy, backoffMs: 20, batch: 1, ...policy },
    async run(context, jobs) {
      before(++attempt);
      return kind.run(context, jobs);
    },
  };
};
