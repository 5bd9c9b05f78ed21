/** Whose data was destroyed, and until when: the log alone may say that evidence is rightly gone. */
import type { RowBody } from "./items.ts";

export class Erasures {
  readonly #lastUs = new Map<string, number>();

  /** Of a row that somebody vouches for. */
  take({ action, user_id }: RowBody, atUs: number): void {
    if (action !== "user.erased" || !user_id) return;
    this.#lastUs.set(user_id, Math.max(this.#lastUs.get(user_id) ?? 0, atUs));
  }

  /** Whether what was granted then was destroyed since. */
  covers(userId: string, grantedAtUs: number): boolean {
    return (this.#lastUs.get(userId) ?? 0) > grantedAtUs;
  }
}
