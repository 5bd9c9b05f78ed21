import type { AnswerOf, Session } from "./types.ts";

/** A session with its token. The token is to be had by its name only: nothing that prints or serializes this shows it. */
export class Unsealed {
  readonly session: Session;
  readonly #sessionData: string;

  constructor({ session, session_data }: AnswerOf<"unsealSession", 200>) {
    this.session = session;
    this.#sessionData = session_data;
  }

  /** The third-party session token, as it was when the session was created. */
  get session_data(): string {
    return this.#sessionData;
  }

  /** Node's `util.inspect` can be told to call getters; it does not call this one. */
  [Symbol.for("nodejs.util.inspect.custom")](): { session: Session } {
    return { session: this.session };
  }
}
