/** What waits for an answer of PostgreSQL. */
import { type DriverQuery, refuse } from "./statements.ts";

interface Wait {
  since: number;
  /** Set for what need not be sent in the course of a transaction. */
  query?: DriverQuery | undefined;
}

export interface Waits {
  /** @returns what to call when the answer has come */
  begin(query?: DriverQuery): () => void;
  readonly any: boolean;
  /** How long the oldest has waited; 0 if nothing waits. */
  oldestMs(): number;
  /** As if all had begun now. */
  beginAnew(): void;
  /** What waits for a place in the pool; the driver would try to connect for one after the other. */
  refuseUnsent(reason: () => Error): void;
}

export function newWaits(): Waits {
  const waits = new Set<Wait>();
  return {
    begin(query) {
      const wait = { since: performance.now(), query };
      waits.add(wait);
      return () => void waits.delete(wait);
    },
    get any() {
      return waits.size > 0;
    },
    oldestMs() {
      const [oldest] = waits;
      return oldest ? performance.now() - oldest.since : 0;
    },
    beginAnew() {
      for (const wait of waits) wait.since = performance.now();
    },
    refuseUnsent(reason) {
      for (const { query } of waits) if (query?.state === null) refuse(query, reason());
    },
  };
}
