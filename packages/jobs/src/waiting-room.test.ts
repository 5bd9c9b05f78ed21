import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Place, waitingRoom } from "./waiting-room.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Whether `next` has resolved once everything that was promised has had its turn. */
async function hasWoken(next: Promise<void>): Promise<boolean> {
  const pending = Symbol();
  const first = await Promise.race([next, new Promise((resolve) => setImmediate(resolve, pending))]);
  return first !== pending;
}

const LONG_MS = 60_000;

describe("a waiting room", () => {
  it("wakes those who wait for the key, and nobody else", async () => {
    const room = waitingRoom();
    const [a, alsoA, b] = [room.enter("a"), room.enter("a"), room.enter("b")].map((place) => place.next(LONG_MS));
    room.wake("a");
    expect(await Promise.all([a, alsoA, b].map((next) => hasWoken(next as Promise<void>)))).toEqual([true, true, false]);
    room.wakeAll();
    expect(await hasWoken(b as Promise<void>)).toBe(true);
  });

  it("keeps a word that comes while nobody waits, once", async () => {
    const room = waitingRoom();
    const place = room.enter("a");
    room.wake("a");
    room.wake("a");
    expect(await hasWoken(place.next(LONG_MS))).toBe(true);
    expect(await hasWoken(place.next(LONG_MS))).toBe(false);
  });

  it("wakes each when its time has passed, hardly later and never before", async () => {
    const room = waitingRoom();
    const [soon, late] = [room.enter("a").next(1_000), room.enter("b").next(2_000)];
    vi.advanceTimersByTime(999);
    expect(await hasWoken(soon)).toBe(false);
    vi.advanceTimersByTime(51);
    expect(await hasWoken(soon)).toBe(true);
    expect(await hasWoken(late)).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(await hasWoken(late)).toBe(true);
  });

  it("lets go of whoever leaves, at once and for good", async () => {
    const room = waitingRoom();
    const place = room.enter("a");
    const next = place.next(LONG_MS);
    place.leave();
    expect(await hasWoken(next)).toBe(true);
    for (let i = 0; i < 3; i++) expect(await hasWoken(place.next(LONG_MS))).toBe(true);
  });

  it("does not put out others under the same key when somebody leaves twice", async () => {
    const room = waitingRoom();
    const first = room.enter("a");
    first.leave();
    const next = room.enter("a").next(LONG_MS);
    first.leave();
    room.wake("a");
    expect(await hasWoken(next)).toBe(true);
  });

  it("has a timer only while somebody is there", () => {
    const room = waitingRoom();
    const places: Place[] = ["a", "a", "b"].map(room.enter);
    for (const place of places) {
      expect(vi.getTimerCount()).toBe(1);
      place.leave();
    }
    expect(vi.getTimerCount()).toBe(0);
    room.enter("c");
    expect(vi.getTimerCount()).toBe(1);
  });
});
