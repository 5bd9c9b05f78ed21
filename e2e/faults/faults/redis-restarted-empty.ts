import { type Fault, REDIS } from "../fault.ts";
import { withoutRedis } from "../support/outage.ts";

/** Dead for a while, and back without anything it knew. */
export const redisRestartedEmpty: Fault = {
  name: "redis-restarted-empty",
  promise: "accepting goes on, p99 <= 200 ms; named within 5 s; the backlog drains unaided",
  ...{ smoke: REDIS, backends: REDIS },
  strike: (scene) => withoutRedis(scene, { begin: scene.servers.redis.kill, end: scene.servers.redis.start }),
};
