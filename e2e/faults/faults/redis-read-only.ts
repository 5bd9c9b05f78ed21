import { type Fault, NOWHERE, REDIS } from "../fault.ts";
import { withoutRedis } from "../support/outage.ts";

const NOWHERE_PORT = "1";

/** A replica of nobody, as after a fail-over that nobody told us of. */
export const redisReadOnly: Fault = {
  name: "redis-read-only",
  promise: "accepting goes on, p99 <= 200 ms; named within 5 s; the backlog drains unaided",
  ...{ smoke: NOWHERE, backends: REDIS },
  strike: (scene) => {
    const follow = (...master: string[]) => scene.servers.tellRedis("REPLICAOF", ...master);
    return withoutRedis(scene, { begin: () => follow("127.0.0.1", NOWHERE_PORT), end: () => follow("NO", "ONE") });
  },
};
