import { type Fault, NOWHERE, REDIS } from "../fault.ts";
import { withBroker } from "../support/broker.ts";
import { openJobs, timeToSettle } from "../support/settling.ts";
import { workersStandStill } from "../support/stuck.ts";

const TIMES = 3;
const BACK_MS = 12_000;

/** FLUSHALL while jobs wait and run. What waits is sure to: the queues rest until the flush, which ends that as well. */
export const redisFlushed: Fault = {
  name: "redis-flushed",
  promise: "every open job is delivered again",
  ...{ smoke: NOWHERE, backends: REDIS },
  strike: ({ servers, system, load, atMost }) =>
    withBroker(system, async ({ queues }) => {
      const letGo = await workersStandStill({ system, load });
      let open = await openJobs(system);
      for (let i = 0; i < TIMES; i++) {
        await Promise.all([...queues.values()].map((queue) => queue.pause()));
        await load.more(20);
        await servers.redis.flush();
        open = await openJobs(system);
        await letGo();
      }
      return [atMost(`${open.ids.length} open jobs settled`, await timeToSettle(system, open), BACK_MS)];
    }),
};
