import { integer } from "@assent/runtime";

const MOST = 1_000_000;
const perMinute = (byDefault: number) => integer(0, MOST).default(byDefault);

/** How many requests of each sort one principal may send in a minute; 0 is any number. */
export const limitVariables = {
  RATE_LIMIT_USER_READS: perMinute(3_000),
  RATE_LIMIT_USER_WRITES: perMinute(600),
  RATE_LIMIT_SERVICE_READS: perMinute(0),
  RATE_LIMIT_SERVICE_WRITES: perMinute(0),
  RATE_LIMIT_USER_SEARCHES: perMinute(1_200),
  RATE_LIMIT_SERVICE_SEARCHES: perMinute(0),
  RATE_LIMIT_UNSEALS: perMinute(6_000),
  MAX_OPEN_JOBS_PER_USER: integer(0, MOST).default(1_000),
  MAX_STREAMS_PER_USER: integer(0, MOST).default(100),
  SERVICE_MAX_OPEN_JOBS_PER_USER: integer(0, MOST).default(0),
};
