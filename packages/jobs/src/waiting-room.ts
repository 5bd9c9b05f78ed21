/** Waiting for a word about something, each for a limited time. One timer serves all who wait, however many they are. */

export interface WaitingRoom {
  /** Takes a place; whatever is said about `key` from now on is heard. */
  enter(key: string): Place;
  wake(key: string): void;
  wakeAll(): void;
  /** How many places are taken. */
  readonly size: number;
}

export interface Place {
  /** Resolves at the next word, at once if one came since the last; after `ms` at the latest, and when the place is left. */
  next(ms: number): Promise<void>;
  leave(): void;
}

/** How late one may notice that the time has passed. */
const SWEEP_MS = 50;

export function waitingRoom(): WaitingRoom {
  const places = new Map<string, Set<Waiter>>();
  let timer: NodeJS.Timeout | undefined;
  let size = 0;

  function sweep() {
    const now = performance.now();
    for (const waiters of places.values()) for (const waiter of waiters) if (waiter.until <= now) waiter.wake();
  }

  function enter(key: string): Place {
    const waiter = new Waiter();
    const waiters = places.get(key) ?? new Set();
    places.set(key, waiters.add(waiter));
    size++;
    timer ??= setInterval(sweep, SWEEP_MS).unref();
    return {
      next: (ms) => waiter.next(ms),
      leave() {
        waiter.stay = false;
        waiter.wake();
        if (waiters.delete(waiter)) size--;
        if (waiters.size === 0 && places.get(key) === waiters) places.delete(key);
        if (places.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      },
    };
  }

  const wake = (key: string) => places.get(key)?.forEach((waiter) => void waiter.wake());
  return {
    ...{ enter, wake, wakeAll: () => [...places.keys()].forEach(wake) },
    get size() {
      return size;
    },
  };
}

class Waiter {
  stay = true;
  /** In ms of `performance.now()`. */
  until = Number.POSITIVE_INFINITY;
  #heard = false;
  #resolve: (() => void) | undefined;

  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.until = performance.now() + ms;
      if (this.#heard || !this.stay) this.wake();
    });
  }

  /** With nobody waiting at the moment, the word is kept. */
  wake() {
    this.#heard = this.#resolve === undefined;
    this.#resolve?.();
    this.#resolve = undefined;
    this.until = Number.POSITIVE_INFINITY;
  }
}
