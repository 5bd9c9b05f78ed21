/** Which jobs are meant, as options of a command and as the API takes it. */
import type { Command } from "commander";
import { timeFrom } from "./times.ts";

export interface FilterOptions {
  kind?: string;
  user?: string;
  principal?: string;
  request?: string;
  since?: string;
  until?: string;
}

export const withFilters = (command: Command): Command =>
  command
    .option("--kind <kind>", "such as session.create")
    .option("--user <id>", "whom they concern")
    .option("--principal <name>", "who asked for them")
    .option("--request <id>", "the X-Request-Id of the call that asked for them")
    .option("--since <time>", "accepted then or later: 14:00 (today, here), 15m (ago), 2027-01-31, or RFC 3339")
    .option("--until <time>", "accepted then or before");

export function filterOf({ kind, user, principal, request, since, until }: FilterOptions): Record<string, string> {
  const given = {
    ...{ kind, user_id: user, principal, request_id: request },
    ...{ since: since && timeFrom(since), until: until && timeFrom(until) },
  };
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
