import type { EventPage } from "@assent/db";
import { type EventCursor, type EventFilter, type EventView, isAfter, isWanted } from "@assent/domain";
import type { EventSource, Tail } from "./tail.ts";

/** For one answer to somebody whose events are rare. */
const LOOK_FOR_MS = 1_000;
/** Who takes longer than these last has them read again. */
const MOST_PAGES_KEPT = 8;

/** One who reads the feed: from PostgreSQL what is there already, and then what the tail tells to all. */
export class EventReader {
  /** After what `next` has answered last. */
  cursor: EventCursor;
  readonly #filter: EventFilter;
  readonly #source: EventSource;
  readonly #tail: Tail;
  readonly #stopping: AbortSignal;
  #leave: (() => void) | undefined;
  /** It has been at the end of the feed since it joined: the tail tells the rest. */
  #isLive = false;
  #pages: EventPage[] = [];
  #heard = Promise.withResolvers<void>();

  constructor(cursor: EventCursor, filter: EventFilter, source: EventSource, tail: Tail, stopping: AbortSignal) {
    this.cursor = cursor;
    this.#filter = filter;
    this.#source = source;
    this.#tail = tail;
    this.#stopping = stopping;
  }

  /**
   * The next events, at most `limit`; none when none came within `waitMs`, when the process stops, or when much was looked through in vain:
   * `cursor` has moved on then, too.
   */
  async next(limit: number, waitMs: number): Promise<EventView[]> {
    const until = performance.now() + waitMs;
    for (;;) {
      if (!this.#isLive) {
        const events = await this.#catchUp(limit, waitMs > 0);
        if (events.length > 0 || !this.#isLive) return events;
      }
      const page = await this.#heardBefore(until);
      if (!page) return [];
      const events = this.#newsIn(page, limit);
      if (events.length > 0) return events;
    }
  }

  /** To be called when nobody reads on. */
  leave(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /** Joins before it looks for the last time, so that nothing is missed between the two. */
  async #catchUp(limit: number, isToWait: boolean): Promise<EventView[]> {
    const joined = this.#leave !== undefined;
    const found = await this.#readOn(limit);
    if (!isToWait || found.events.length > 0 || !found.isLast) return found.events;
    if (joined) this.#isLive = true;
    if (joined) return [];
    this.#leave = await this.#tail.join((page) => this.#hear(page));
    return this.#catchUp(limit, isToWait);
  }

  /** What was told before this is in what it reads. */
  async #readOn(limit: number): Promise<{ events: EventView[]; isLast: boolean }> {
    this.#pages = [];
    const until = performance.now() + LOOK_FOR_MS;
    for (;;) {
      const { events, cursor, isLast } = await this.#source.read(this.cursor, this.#filter, limit);
      this.cursor = cursor;
      if (events.length > 0 || isLast || performance.now() > until) return { events: events.map(({ event }) => event), isLast };
    }
  }

  #hear(page: EventPage | undefined) {
    if (this.#pages.length === MOST_PAGES_KEPT) this.#isLive = false;
    else if (page) this.#pages.push(page);
    this.#heard.resolve();
  }

  async #heardBefore(until: number): Promise<EventPage | undefined> {
    while (this.#pages.length === 0 && performance.now() < until && !this.#stopping.aborted) {
      this.#heard = Promise.withResolvers();
      await within(until - performance.now(), this.#heard.promise);
    }
    return this.#pages.shift();
  }

  /** A page that is larger than what is asked for is read again, piece by piece. */
  #newsIn({ events, cursor }: EventPage, limit: number): EventView[] {
    const news = events.filter((one) => isAfter(this.cursor, one) && isWanted(one.event, this.#filter)).map(({ event }) => event);
    if (news.length > limit) {
      this.#isLive = false;
      return [];
    }
    if (cursor.place >= this.cursor.place) this.cursor = cursor;
    return news;
  }
}

function within(ms: number, word: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void word.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
