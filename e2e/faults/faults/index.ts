import type { Fault } from "../fault.ts";
import { allKilled } from "./all-killed.ts";
import { apiKilled } from "./api-killed.ts";
import { auditNotWritable } from "./audit-not-writable.ts";
import { clockShifted } from "./clock-shifted.ts";
import { commitUnanswered } from "./commit-unanswered.ts";
import { connectionsCut } from "./connections-cut.ts";
import { deliveriesRepeated } from "./deliveries-repeated.ts";
import { diskFull } from "./disk-full.ts";
import { postgresRestarted } from "./postgres-restarted.ts";
import { redisFlushed } from "./redis-flushed.ts";
import { redisFrozen } from "./redis-frozen.ts";
import { redisFull } from "./redis-full.ts";
import { redisReadOnly } from "./redis-read-only.ts";
import { redisRestartedEmpty } from "./redis-restarted-empty.ts";
import { withdrawalsRacing } from "./withdrawals-racing.ts";
import { workerFrozen } from "./worker-frozen.ts";
import { workerKilled } from "./worker-killed.ts";

export const FAULTS: readonly Fault[] = [
  workerKilled,
  workerFrozen,
  apiKilled,
  allKilled,
  redisFlushed,
  redisRestartedEmpty,
  redisFrozen,
  redisFull,
  redisReadOnly,
  postgresRestarted,
  connectionsCut,
  commitUnanswered,
  diskFull,
  auditNotWritable,
  clockShifted,
  deliveriesRepeated,
  withdrawalsRacing,
];
