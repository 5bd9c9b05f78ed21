/** For how long tables keep what they hold; docs/privacy.md tells what that is, and why. */
import { integer } from "@assent/runtime";

const LONGEST_DAYS = 36_500;
const days = (least: number, usual: number) => integer(least, LONGEST_DAYS).default(usual);

/** In days; the variables of every process that keeps house. */
export const retentionVariables = {
  /** From acceptance; months go as a whole. Not below a week: the database refuses it, because of the keys of the next one. */
  RETAIN_JOBS_DAYS: days(7, 90),
  /** Within which a repeated request is answered with its first job, so no longer than jobs are kept. */
  RETAIN_IDEMPOTENCY_KEYS_DAYS: days(1, 7),
  RETAIN_OPERATIONS_DAYS: days(1, 90),
  RETAIN_FIGURES_DAYS: days(1, 8),
  RETAIN_WORKERS_DAYS: days(1, 7),
  /** From the end of a user's last consent until the user is erased; 0 is never. */
  RETAIN_USERS_DAYS: days(0, 0),
};

export type Retention = { [Name in keyof typeof retentionVariables]: number };

/** What is kept where nothing is said. */
export const USUAL_RETENTION = Object.fromEntries(
  Object.entries(retentionVariables).map(([name, variable]) => [name, variable.parse(undefined)]),
) as Retention;

/** To be given to `refine` of a schema that has the variables above. */
export const keysNoLongerThanJobs: [holds: (env: Retention) => boolean, otherwise: { path: string[]; error: string; when: () => boolean }] =
  [
    ({ RETAIN_JOBS_DAYS, RETAIN_IDEMPOTENCY_KEYS_DAYS }) => !(RETAIN_IDEMPOTENCY_KEYS_DAYS > RETAIN_JOBS_DAYS),
    { path: ["RETAIN_IDEMPOTENCY_KEYS_DAYS"], error: "must not be longer than RETAIN_JOBS_DAYS", when: () => true },
  ];
