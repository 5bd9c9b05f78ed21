/** A way of the suite's own to the system's queues. */
import { type Broker, createBroker } from "@assent/jobs";
import { until } from "@assent/testkit";
import { OWN_NAME, type System } from "./system.ts";

export async function withBroker<T>({ env }: System, use: (broker: Broker) => Promise<T>): Promise<T> {
  const broker = createBroker({
    ...{ name: OWN_NAME, databaseUrl: env["DATABASE_URL"] ?? "", redisUrl: env["REDIS_URL"], prefix: env["QUEUE_PREFIX"] ?? "" },
    onError: () => {},
  });
  try {
    await until("the queues can be reached", () => broker.ping().then(succeeded, failed));
    return await use(broker);
  } finally {
    await broker.close();
  }
}

const succeeded = () => true;
const failed = () => false;
