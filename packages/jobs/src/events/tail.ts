/** The end of the feed, followed once for all who wait for it in this process, and not at all while nobody does. */
import { setTimeout as delay } from "node:timers/promises";
import type { EventPage } from "@assent/db";
import type { EventCursor, EventFilter } from "@assent/domain";

/** As `readEvents` and `latestEventCursor`, wherever the connection comes from. */
export interface EventSource {
  read(cursor: EventCursor, filter: EventFilter, limit: number): Promise<EventPage>;
  latest(): Promise<EventCursor>;
  /** Told of a look at the end of the feed that has failed: nobody who waits hears of it. */
  failed(error: unknown): void;
}

export interface Tail {
  /** Resolves, with how to leave, once all that is committed from then on is told to `listener`. */
  join(listener: Listener): Promise<() => void>;
  /** Something may have been committed. */
  hint(): void;
  /** How many have joined. */
  readonly size: number;
}

/** @param page undefined when there will be no more, because the process stops */
type Listener = (page: EventPage | undefined) => void;

const MOST_AT_ONCE = 1_000;
/** However much is committed, there are no more looks than these. */
const LOOK_EVERY_MS = 200;
/** Hints can be lost, and not every event comes with one. */
const LOOK_AGAIN_MS = 500;

/** @param stopping ends it */
export function tailOf({ read, latest, failed }: EventSource, stopping: AbortSignal): Tail {
  const listeners = new Set<Listener>();
  let begun: Promise<EventCursor> | undefined;
  let hinted = Promise.withResolvers<void>();

  async function lookOnce(cursor: EventCursor): Promise<EventPage> {
    const page = await read(cursor, {}, MOST_AT_ONCE);
    if (page.events.length > 0) for (const listener of listeners) listener(page);
    return page;
  }

  /** While PostgreSQL cannot answer it stays where it is. */
  async function follow(from: EventCursor) {
    let cursor = from;
    while (listeners.size > 0 && !stopping.aborted) {
      const page = await lookOnce(cursor).catch(failed);
      cursor = page?.cursor ?? cursor;
      if (page?.isLast !== false) await pause();
    }
    begun = undefined;
  }

  async function pause() {
    await asleep(LOOK_EVERY_MS);
    await Promise.race([hinted.promise, asleep(LOOK_AGAIN_MS - LOOK_EVERY_MS)]);
    hinted = Promise.withResolvers();
  }

  stopping.addEventListener("abort", () => listeners.forEach((listener) => void listener(undefined)), { once: true });

  const asleep = (ms: number) => delay(ms, undefined, { signal: stopping }).catch(() => {});

  async function begin(): Promise<EventCursor> {
    const cursor = await latest();
    void follow(cursor);
    return cursor;
  }

  return {
    async join(listener) {
      listeners.add(listener);
      begun ??= begin();
      await begun.catch((error) => {
        listeners.delete(listener);
        begun = undefined;
        throw error;
      });
      return () => void listeners.delete(listener);
    },
    hint: () => hinted.resolve(),
    get size() {
      return listeners.size;
    },
  };
}
