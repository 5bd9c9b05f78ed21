import { describe, expect, it } from "vitest";
import { BEGINNING, decodeCursor, type EventCursor, encodeCursor, isAfter, openIn } from "./event-cursor.ts";

const LARGEST = 2n ** 64n - 1n;

describe("a cursor", () => {
  it.each<[string, EventCursor]>([
    ["at the beginning", BEGINNING],
    ["with open transactions", { place: 7n, open: { ids: [90n, 99n], from: 100n, below: 103n } }],
    [
      "in the middle of what was late",
      { place: 2n ** 63n - 1n, open: openIn("5:9:5,7", 12n), late: { place: 3n, open: openIn("7:11:7", 12n) } },
    ],
    ["with the largest numbers", { place: 0n, open: { ids: [LARGEST, 1n], from: LARGEST, below: LARGEST } }],
  ])("survives as text: %s", (_, cursor) => {
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  });

  const written = (text: string) => Buffer.from(text).toString("base64url");
  it.each([
    ["nothing", ""],
    ["an id", written("0192a000-0000-7000-8000-00000000000a")],
    ["another format", written("2.0.0.0.")],
    ["half of it", written("1.0.0.0")],
    ["a number with a zero before it", written("1.07.0.0.")],
    ["a place beyond PostgreSQL's", written("1.8000000000000000.0.0.")],
    ["a number beyond 64 bits", written("1.0.10000000000000000.0.")],
    ["more behind it", written("1.0.0.0..1")],
    ["what the decoder passes over", `${encodeCursor(BEGINNING)}!`],
  ])("is not made of %s", (_, text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });

  it("knows open transactions by their numbers, not by their digits", () => {
    const cursor = { place: 5n, open: openIn("9:12:9,10", 100n) };
    const isNews = (place: bigint, transaction: bigint) => isAfter(cursor, { place, transaction });
    expect([8n, 9n, 10n, 11n, 12n, 99n, 100n].map((transaction) => isNews(5n, transaction))).toEqual([
      ...[false, true, true, false],
      ...[true, true, false],
    ]);
    expect(isNews(6n, 8n)).toBe(true);
  });

  it("calls nothing open from its bound on", () => {
    expect(openIn("9:12:9,10", 10n)).toEqual({ ids: [9n], from: 10n, below: 10n });
  });
});
