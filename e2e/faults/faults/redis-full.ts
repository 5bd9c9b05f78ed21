import { type Fault, NOWHERE, REDIS } from "../fault.ts";
import { withoutRedis } from "../support/outage.ts";

/** Out of memory, with `noeviction`: it answers, and takes nothing. */
export const redisFull: Fault = {
  name: "redis-full",
  promise: "accepting goes on, p99 <= 200 ms; named within 5 s; the backlog drains unaided",
  ...{ smoke: NOWHERE, backends: REDIS },
  strike: (scene) => {
    const limit = (bytes: string) => scene.servers.tellRedis("CONFIG", "SET", "maxmemory", bytes);
    return withoutRedis(scene, { begin: () => limit("1"), end: () => limit("0") });
  },
};
