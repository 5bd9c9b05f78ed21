import { z } from "zod";

/** The variables of every process that enqueues, delivers or runs jobs. */
export const connectionVariables = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }),
  /** BullMQ runs on PostgreSQL when this is not set. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// URL" }).optional(),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[\w{}:-]{1,64}$/, "must be 1 to 64 letters, digits or any of _ { } : -")
    .default("{assent}"),
};
