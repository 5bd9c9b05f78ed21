import { noDurations } from "@assent/domain";
import type { Fleet } from "@assent/jobs";
import { expect, it } from "vitest";
import { wellness } from "./wellness.ts";

const now = new Date("2027-01-31T12:00:30Z");
const state = { starting: 0, running: 2, draining: 0, stopped: 0, lost: 0, inHand: 0, concurrency: 200 };
const idle: Fleet = {
  ...{ now, state, pauses: [], figures: [] },
  backlog: { "session.create": { queued: 0, oldestMs: 0 }, "session.renew": { queued: 3, oldestMs: 400 } },
};
const failedAt = (minute: string) => ({
  ...{ kind: "session.create", accepted: 0, completed: 0, refused: 0, failed: 2, refusals: {} },
  ...{ start: noDurations(), run: noDurations(), minute: new Date(minute) },
});
const pausedBy = { kind: "session.renew", pausedBy: "board:x", reason: null, pausedAt: now };

it.each<[string, Partial<Fleet>, string, RegExp]>([
  ["that runs", {}, "good", /All is well: 2 workers, 3 jobs under way/],
  ["without workers", { state: { ...state, running: 0, draining: 1 } }, "bad", /No worker takes jobs; 3 jobs wait/],
  ["that is slow", { backlog: { "session.create": { queued: 9, oldestMs: 61_000 } } }, "bad", /session.create has waited for 1.0 min/],
  ["with failures", { figures: [failedAt("2027-01-31T11:58:00Z")] }, "warn", /2 jobs failed/],
  ["with failures long ago", { figures: [failedAt("2027-01-31T11:50:00Z")] }, "good", /All is well/],
  ["that lost a worker", { state: { ...state, running: 1, lost: 1 } }, "warn", /1 worker fell silent/],
  ["with a pause", { pauses: [pausedBy] }, "warn", /session.renew is paused/],
  [
    "with a paused kind that waits",
    { pauses: [pausedBy], backlog: { "session.renew": { queued: 9, oldestMs: 61_000 } } },
    "warn",
    /is paused/,
  ],
])("tells of a fleet %s", (_, changes, tone, words) => {
  const told = wellness({ ...idle, ...changes });
  expect([told.tone, told.words]).toEqual([tone, expect.stringMatching(words)]);
});
