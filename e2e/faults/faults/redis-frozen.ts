import { type Fault, NOWHERE, REDIS } from "../fault.ts";
import { withoutRedis } from "../support/outage.ts";

/** It takes connections and commands, and answers nothing; what it was told takes place when it thaws. */
export const redisFrozen: Fault = {
  name: "redis-frozen",
  promise: "accepting goes on, p99 <= 200 ms; named within 5 s; the backlog drains unaided",
  ...{ smoke: NOWHERE, backends: REDIS },
  strike: (scene) => {
    const { redis } = scene.servers;
    return withoutRedis(scene, { begin: () => redis.freeze(), end: () => redis.thaw() });
  },
};
