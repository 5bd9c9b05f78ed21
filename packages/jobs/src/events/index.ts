/** The feed of events, for those who wait for more. docs/events.md says what is promised, docs/architecture.md why it holds. */
import { type Database, JOBS_CHANNEL } from "@assent/db";
import type { EventCursor, EventFilter } from "@assent/domain";
import { EventReader } from "./reader.ts";
import { type EventSource, tailOf } from "./tail.ts";

export { EventReader } from "./reader.ts";
export type { EventSource } from "./tail.ts";

export interface EventFeed {
  reader(cursor: EventCursor, filter: EventFilter): EventReader;
  /** How many wait. */
  readonly waiting: number;
}

/** @param client of which a connection listens already: the jobs that it hears of may have brought events */
export async function followEvents(source: EventSource, client: Database["client"], stopping: AbortSignal): Promise<EventFeed> {
  const tail = tailOf(source, stopping);
  await client.listen(JOBS_CHANNEL, tail.hint);
  return {
    reader: (cursor, filter) => new EventReader(cursor, filter, source, tail, stopping),
    get waiting() {
      return tail.size;
    },
  };
}
