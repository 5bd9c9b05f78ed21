import type { PlacedEvent } from "@assent/db";
import { BEGINNING, type EventCursor } from "@assent/domain";
import { describe, expect, it } from "vitest";
import { attemptsAfter, pauseMs } from "./deliver.ts";
import { reached } from "./requests.ts";

describe("the pause after failures", () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [5, 80_000],
    [11, 5_120_000],
    [12, 7_200_000],
    [1_000, 7_200_000],
  ])("after %i lies between half and all of %i ms", (attempts, most) => {
    expect([pauseMs(attempts, 0), pauseMs(attempts, 1)]).toEqual([most / 2, most]);
  });
});

describe("how many attempts have failed", () => {
  const failure = { at: "", event_id: null, ok: false, status: 500, error: "status", took_ms: 1 } as const;

  it("grows behind one that fails, whatever comes again beside it, and begins anew where the webhook moves on", () => {
    expect(attemptsAfter(4, { failure }, false)).toBe(5);
    expect(attemptsAfter(4, { failure }, true)).toBe(1);
    expect(attemptsAfter(4, {}, true)).toBe(0);
  });
});

describe("how far a webhook has come", () => {
  const open = { ids: [7n], from: 9n, below: 9n };
  const stillOpen = { ids: [3n], from: 5n, below: 5n };
  const event = (place: bigint): PlacedEvent => ({ event: {} as PlacedEvent["event"], place, transaction: 1n });
  const from: EventCursor = { ...BEGINNING, place: 10n };
  const [late, one, two, three] = [event(4n), event(11n), event(13n), event(14n)] as const;
  const page = { events: [late, one, two, three], cursor: { place: 20n, open }, stillOpen, isLast: true };
  const cursorAfter = (...delivered: PlacedEvent[]) => reached(from, page, new Set(delivered));

  it("is the end of the page when all of it was delivered", () => {
    expect(cursorAfter(late, one, two, three)).toEqual(page.cursor);
    expect(reached(from, { ...page, events: [] }, new Set())).toEqual(page.cursor);
  });

  it("is before the first that was not, whatever was delivered behind it", () => {
    expect(cursorAfter(late, one, three)).toEqual({ place: 11n, open });
    expect(cursorAfter(late, one, two)).toEqual({ place: 13n, open });
  });

  it("is where it was when the first was not delivered", () => {
    expect(cursorAfter(one, two, three)).toEqual(from);
    expect(cursorAfter()).toEqual(from);
  });

  it("comes forward in what committed late, also when that is more than one turn can send", () => {
    expect(cursorAfter(late)).toEqual({ ...from, late: { place: 4n, open: stillOpen } });
    const many = Array.from({ length: 9 }, (_, index) => event(BigInt(index + 1)));
    let cursor = from;
    for (let turn = 0; turn < 3; turn++) {
      const rest = many.filter(({ place }) => place > (cursor.late?.place ?? 0n));
      cursor = reached(cursor, { ...page, events: [...rest, one] }, new Set(rest.slice(0, 3)));
    }
    expect(cursor).toEqual({ ...from, late: { place: 9n, open: stillOpen } });
  });
});
