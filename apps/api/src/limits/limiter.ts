/** Lets principals do as much as their budgets allow, and asks the shared store as seldom as that takes. */
import type { LimitUse, LimitUsed } from "@assent/db";
import { Allowance } from "./allowance.ts";
import { type Policy, WINDOW_MS } from "./budgets.ts";

export interface Verdict {
  isAllowed: boolean;
  remaining: number;
  /** Until the window is over. */
  endsInMs: number;
}

interface Known {
  allowance: Allowance;
  waiting: number;
  asking: Promise<void> | undefined;
}

const MOST_KNOWN = 10_000;

/** @param use adds to what all processes have used; it never fails */
export function createLimiter(use: (one: LimitUse) => Promise<LimitUsed>, clock = () => performance.now()) {
  const known = new Map<string, Known>();

  function knownAs(key: string, policy: Policy): Known {
    const found = known.get(key);
    if (found) return found;
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? "");
    const fresh = { allowance: new Allowance(policy), waiting: 0, asking: undefined };
    known.set(key, fresh);
    return fresh;
  }

  async function ask(key: string, { allowance, waiting }: Known) {
    const points = allowance.need(waiting);
    allowance.granted(points, await use({ key, points, windowMs: WINDOW_MS }), clock());
  }

  /** One question at a time for each key; whoever comes meanwhile is asked for in the next. */
  async function takeWhenAsked(key: string, one: Known): Promise<boolean> {
    one.waiting++;
    try {
      let taken: boolean | undefined;
      do {
        one.asking ??= ask(key, one).finally(() => {
          one.asking = undefined;
        });
        await one.asking;
        taken = one.allowance.take(clock());
      } while (taken === undefined);
      return taken;
    } finally {
      one.waiting--;
    }
  }

  return async function take(principal: string, policy: Policy): Promise<Verdict> {
    const key = `${policy.budget}:${principal}`;
    const one = knownAs(key, policy);
    const isAllowed = one.allowance.take(clock()) ?? (await takeWhenAsked(key, one));
    return { isAllowed, remaining: one.allowance.remaining, endsInMs: one.allowance.endsInMs(clock()) };
  };
}
