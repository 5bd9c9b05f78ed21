import type { LimitUsed } from "@assent/db";
import { type Policy, WINDOW_MS } from "./budgets.ts";

/** What a principal may still do of a budget in this window, as far as this process knows. Times are of `performance.now()`. */
export class Allowance {
  readonly #policy: Policy;
  /** What is let through without asking. */
  #inHand = 0;
  /** Let through, and not told to the store yet. */
  #untold = 0;
  /** What the store had left for others when it was asked last. */
  #elsewhere = 0;
  #endsAt = Number.NEGATIVE_INFINITY;
  #isAsked = false;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** @returns whether one more is let through; undefined when the store has to say */
  take(now: number): boolean | undefined {
    if (now >= this.#endsAt) this.#begin(now);
    if (this.#inHand > 0) {
      this.#inHand--;
      if (!this.#isAsked) this.#untold++;
      return true;
    }
    return this.#isAsked && this.#elsewhere === 0 ? false : undefined;
  }

  #begin(now: number) {
    const { limit, slice } = this.#policy;
    this.#inHand = slice;
    this.#elsewhere = limit - slice;
    this.#untold = 0;
    this.#isAsked = false;
    this.#endsAt = now + WINDOW_MS;
  }

  /** How much to ask the store for. @param waiting how many requests wait for its answer */
  need(waiting: number): number {
    return this.#untold + Math.max(waiting, Math.min(this.#policy.slice, this.#elsewhere));
  }

  /** @param asked what the store was asked for, and has added to `used` */
  granted(asked: number, { used, endsInMs }: LimitUsed, now: number) {
    const free = this.#policy.limit - (used - asked);
    this.#inHand = Math.max(0, Math.min(asked, free) - this.#untold);
    this.#untold = 0;
    this.#elsewhere = Math.max(0, free - asked);
    this.#endsAt = now + endsInMs;
    this.#isAsked = true;
  }

  get remaining(): number {
    return this.#inHand + this.#elsewhere;
  }

  endsInMs(now: number): number {
    return Math.max(0, this.#endsAt - now);
  }
}
