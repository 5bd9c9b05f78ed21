import type { Queue } from "bullmq";
import { kinds } from "../kinds/index.ts";

export const eachKind = (create: (kind: string) => Queue): Map<string, Queue> => new Map(kinds.map(({ name }) => [name, create(name)]));

export async function closeQueues(queues: ReadonlyMap<string, Queue>): Promise<void> {
  await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
}
