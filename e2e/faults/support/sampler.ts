/** Looks, all the time, whether any session is active without a valid consent. */
import { setTimeout as delay } from "node:timers/promises";
import type { Finding } from "../fault.ts";
import { withoutConsent } from "./invariants.ts";
import type { System } from "./system.ts";

const LOOK_EVERY_MS = 20;

export function startSampler({ database }: System): { stop(): Promise<Finding> } {
  let over = false;
  let looks = 0;
  const seen: unknown[] = [];
  async function look() {
    while (!over) {
      /** While PostgreSQL is away nobody can look. */
      const found = await withoutConsent(database.client).catch(() => undefined);
      if (found) looks++;
      seen.push(...(found ?? []));
      await delay(LOOK_EVERY_MS);
    }
  }
  const looking = look();
  return {
    async stop() {
      over = true;
      await looking;
      const first = seen.length > 0 ? `, such as ${JSON.stringify(seen[0])}` : "";
      return {
        what: "active without a valid consent, sampled",
        measured: `${seen.length} at ${looks} instants${first}`,
        holds: seen.length === 0,
      };
    },
  };
}
