import type { CallOptions } from "./options.ts";
import { get } from "./transport/call.ts";
import type { Transport } from "./transport/transport.ts";
import type { AnswerOf, Event, FilterOf } from "./types.ts";

type Asked = Omit<FilterOf<"listEvents">, "types"> & { types?: Event["type"][] };
export type EventFilter = { [Name in keyof Asked]: Asked[Name] | undefined };

export interface EventPage {
  /** Those about one session in the order in which they happened to it. */
  events: Event[];
  /** To go on with, as `after`, once these are dealt with. It moves on also where there are none. */
  cursor: string;
}

/** What happens to sessions and consents, and which jobs fail. Needs the scope `events:read`. */
export class Events {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The next events; none if there are none now. */
  page(filter: EventFilter = {}, options?: CallOptions): Promise<EventPage> {
    return this.#ask(filter, options, {});
  }

  /**
   * All events after a cursor or a time, and then those that come, page by page and without an end. Who keeps the cursor with what
   * it makes of a page, and comes back with it after a crash, loses none. The time of a call is that of a page.
   *
   * @throws AssentTimeout if there was no answer in time: none was lost, go on with the last cursor
   */
  async *follow(filter: EventFilter = {}, options?: CallOptions): AsyncGenerator<EventPage, never, undefined> {
    for (let { after, since } = filter; ; since = undefined) {
      const page = await this.#ask({ ...filter, after, since }, options, { waits: true });
      after = page.cursor;
      yield page;
    }
  }

  async #ask({ types, ...filter }: EventFilter, options: CallOptions | undefined, how: { waits?: true }): Promise<EventPage> {
    const call = { ...get("/events", { ...filter, types: types?.join() }), ...how };
    const { body } = await this.#transport.send<AnswerOf<"listEvents", 200>>(call, this.#transport.begin(options));
    return { events: body.events, cursor: body.next_cursor };
  }
}
