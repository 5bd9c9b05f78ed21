import type { NewJob } from "@assent/db";
import { newId } from "@assent/domain";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { departures } from "./departures.ts";
import type { Kind } from "./kind.ts";
import { kinds } from "./kinds/index.ts";

const LONGER_THAN_IT_LINGERS_MS = 50;
const LONGER_THAN_IT_WAITS_MS = 200;
const kind = { ...kinds[0], name: "test.kind", policy: { ...kinds[0]?.policy, batch: 5 } } as Kind;

let handedOver: string[][] = [];
const handOver = async (jobs: NewJob[]) => void handedOver.push(jobs.map(({ id }) => id));
const requested = (n: number, awaited = false) =>
  Array.from({ length: n }, () => ({ kind, awaited, job: { id: newId(), kind: kind.name } as NewJob }));
const idsOf = (some: ReturnType<typeof requested>) => some.map(({ job }) => job.id);
const deliveriesOf = (some: ReturnType<typeof requested>) => [...new Set(some.map(({ job }) => job.deliveryId))];

beforeEach(() => {
  handedOver = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

it("lets those go with their insert that somebody waits for, and one that comes alone", () => {
  const { board } = departures(handOver);
  for (const some of [requested(3, true), requested(1)]) {
    handedOver = [];
    board(some)(new Set(idsOf(some)));
    expect(handedOver).toEqual([idsOf(some)]);
  }
});

it("has those linger for other inserts that nobody waits for", () => {
  const { board } = departures(handOver);
  const [some, more] = [requested(2), requested(1)];
  board(some)(new Set(idsOf(some)));
  board(more)(new Set(idsOf(more)));
  expect(handedOver).toEqual([]);
  vi.advanceTimersByTime(LONGER_THAN_IT_LINGERS_MS);
  expect(handedOver).toEqual([idsOf([...some, ...more])]);
  expect(deliveriesOf([...some, ...more])).toHaveLength(1);
});

it("keeps a delivery until the last insert of its jobs is over, and leaves out what was not inserted", () => {
  const { board } = departures(handOver);
  const [some, more] = [requested(2), requested(2)];
  const [leave, leaveLate] = [board(some), board(more)];
  leave(new Set(idsOf(some)));
  vi.advanceTimersByTime(LONGER_THAN_IT_LINGERS_MS);
  expect(handedOver).toEqual([]);
  const [inserted] = idsOf(more);
  leaveLate(new Set([inserted ?? ""]));
  expect(handedOver).toEqual([[...idsOf(some), inserted]]);
});

it("does not wait long for an insert: what comes late travels alone", () => {
  const whole: (string | null | undefined)[][] = [];
  const { board } = departures(async (jobs) => void whole.push(jobs.map(({ deliveryId }) => deliveryId)));
  const [some, more] = [requested(2), requested(2)];
  const [leave, leaveLate] = [board(some), board(more)];
  leave(new Set(idsOf(some)));
  vi.advanceTimersByTime(LONGER_THAN_IT_WAITS_MS);
  leaveLate(new Set(idsOf(more)));
  const [delivery] = deliveriesOf(some);
  expect(whole).toEqual([
    [delivery, delivery],
    [null, null],
  ]);
});

it("has nothing linger of a kind whose jobs travel alone in any case", () => {
  const alone = { ...kind, policy: { ...kind.policy, batch: 1 } };
  const { board } = departures(handOver);
  const some = requested(3).map((one) => ({ ...one, kind: alone }));
  board(some)(new Set(idsOf(some)));
  expect(handedOver).toEqual([idsOf(some)]);
  expect(deliveriesOf(some)).toEqual([null]);
});

it("lets a delivery go that is full, and begins another", () => {
  const { board } = departures(handOver);
  const some = requested(7);
  board(some)(new Set(idsOf(some)));
  expect(handedOver).toEqual([idsOf(some).slice(0, 5)]);
  vi.advanceTimersByTime(LONGER_THAN_IT_LINGERS_MS);
  expect(handedOver).toEqual([idsOf(some).slice(0, 5), idsOf(some).slice(5)]);
  expect(deliveriesOf(some)).toHaveLength(2);
});

it("hands over nothing of an insert that has failed", async () => {
  const { board, ended } = departures(handOver);
  board(requested(3))(new Set());
  await ended();
  expect(handedOver).toEqual([]);
});

it("lets go at its end what lingers, and waits until it is handed over", async () => {
  const heard = Promise.withResolvers<void>();
  const slow = vi.fn(() => heard.promise);
  const { board, ended } = departures(slow);
  const some = requested(2);
  board(some)(new Set(idsOf(some)));
  const told = vi.fn();
  const over = ended().then(told);
  await Promise.resolve();
  expect(slow).toHaveBeenCalledOnce();
  expect(told).not.toHaveBeenCalled();
  heard.resolve();
  await over;
  expect(told).toHaveBeenCalled();
});

it("does not wait for a BullMQ that says nothing", async () => {
  vi.useRealTimers();
  const { board, ended } = departures(() => new Promise(() => {}));
  const some = requested(1);
  board(some)(new Set(idsOf(some)));
  await ended();
});
