import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { BOTH, type Fault, NOWHERE } from "../fault.ts";

const HOUR_MS = 3_600_000;
const LATE_MS = 5_000;
const SHIFTED = fileURLToPath(new URL("../preloads/shifted-clock.ts", import.meta.url));

/** One worker lives an hour ahead, one an hour behind. */
export const clockShifted: Fault = {
  name: "clock-shifted",
  promise: "one effect each; no session expires early, or more than 5 s late",
  ...{ smoke: NOWHERE, backends: BOTH },
  options: { workers: 1 },
  async strike({ system, load, atMost }) {
    for (const ms of [HOUR_MS, -HOUR_MS])
      await system.addWorker({ node: ["--import", SHIFTED], env: { FAULTS_CLOCK_SHIFT_MS: String(ms) } });
    await load.more(400);
    await delay(LATE_MS);
    const [row] = await system.database.client<{ late: number; expired: number }[]>`
      select count(*) filter (where end_reason = 'reached expires_at')::int as expired,
        coalesce(max(extract(epoch from case when status = 'active' then clock_timestamp() else ended_at end - expires_at)), 0)::float8 as late
      from sportsbook_sessions where expires_at < clock_timestamp() and end_reason is distinct from 'revoked'`;
    return [atMost(`${row?.expired} sessions expired, the latest late by`, (row?.late ?? Number.NaN) * 1_000, LATE_MS)];
  },
};
