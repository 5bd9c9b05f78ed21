import type { Queue } from "bullmq";
import { queueNameOf } from "../kind.ts";
import { kinds } from "../kinds/index.ts";

export const queueNames: readonly string[] = [...new Set(kinds.map(queueNameOf))];

/** @returns by kind its queue; those that share one have the same */
export function queuesByKind(create: (name: string) => Queue): Map<string, Queue> {
  const queues = new Map(queueNames.map((name) => [name, create(name)]));
  return new Map(kinds.map((kind) => [kind.name, queues.get(queueNameOf(kind)) as Queue]));
}

/** Each queue once. */
export const distinctQueues = (queues: ReadonlyMap<string, Queue>): Queue[] => [...new Set(queues.values())];

export async function closeQueues(queues: ReadonlyMap<string, Queue>): Promise<void> {
  await Promise.allSettled(distinctQueues(queues).map((queue) => queue.close()));
}
