import { expect, it } from "vitest";
import { Lane } from "./lane.ts";

function lane() {
  const clock = { ms: 0 };
  let refused = 0;
  const made = new Lane(
    "writes",
    () => refused++,
    () => clock.ms,
  );
  const entered: number[] = [];
  /** Those who will have ended before they enter. @returns how many of them have been let in so far */
  function comeInVain(count: number) {
    let letIn = 0;
    for (let i = 0; i < count; i++) made.knock({ isGone: () => false, letIn: () => letIn++, turnAway: () => {} });
    return () => letIn;
  }
  /** @returns how many of them go in at once */
  function come(count: number, gone = false) {
    const before = entered.length;
    for (let i = 0; i < count; i++) {
      const since = clock.ms;
      const letIn = () => {
        made.enter();
        entered.push(since);
      };
      made.knock({ isGone: () => gone, letIn, turnAway: () => {} });
    }
    return entered.length - before;
  }
  const answer = (count: number, done = true) => {
    for (let i = 0; i < count; i++) made.leave(done);
  };
  const wait = (ms: number) => {
    clock.ms += ms;
    made.sweep();
  };
  const work = (done: boolean) => {
    for (; clock.ms < 2_000; clock.ms += 10) answer(come(100), done);
  };
  return { lane: made, entered, come, comeInVain, answer, wait, work, refused: () => refused };
}

it("lets in what any machine can answer as long as it knows no rate", () => {
  expect(lane().come(2_000)).toBe(200);
});

it("lets in what it answers within 150 ms at its own rate, and no more than that", () => {
  const { lane: writes, come, work } = lane();
  work(true);
  expect(writes.limit).toBe(1_500);
  expect(come(10_000)).toBe(1_500);
});

it("learns nothing from what was not work", () => {
  const { lane: writes, work } = lane();
  work(false);
  expect(writes.limit).toBe(200);
});

it("keeps a burst at the door, and lets in the latest first as others leave", () => {
  const { lane: writes, entered, come, answer, wait, refused } = lane();
  come(300);
  wait(100);
  come(10);
  answer(20);
  expect(entered.slice(200)).toEqual([...Array(10).fill(100), ...Array(10).fill(0)]);
  expect(writes.inside).toBe(200);
  wait(100);
  expect(refused()).toBe(0);
});

it("lets in nobody who has hung up", () => {
  const { entered, come, answer, wait } = lane();
  come(201);
  wait(10);
  come(5, true);
  answer(1);
  expect(entered.slice(200)).toEqual([0]);
});

it("lets in nobody who has waited for 250 ms: they are about to be turned away", () => {
  const { entered, come, answer, wait } = lane();
  come(210);
  wait(250);
  answer(10);
  expect(entered).toHaveLength(200);
});

it("passes the place of one that has ended before it entered on to the next, as soon as it looks", () => {
  const { lane: writes, entered, come, comeInVain, answer, wait } = lane();
  come(210);
  const inVain = comeInVain(10);
  answer(10);
  expect([inVain(), entered.length]).toEqual([10, 200]);
  wait(50);
  expect(entered).toHaveLength(210);
  expect(writes.inside).toBe(200);
});

it("lets in no more at a look than there is room for, though they take their places only later", () => {
  const { come, comeInVain, answer, wait } = lane();
  come(200);
  const inVain = comeInVain(20);
  answer(2);
  expect(inVain()).toBe(2);
  wait(50);
  expect(inVain()).toBe(4);
});

it("turns away after 250 ms, but no more than it serves meanwhile, and all after a second", () => {
  const { come, answer, wait, refused } = lane();
  come(300);
  wait(250);
  expect(refused()).toBe(0);
  answer(40);
  wait(50);
  expect(refused()).toBe(40);
  wait(699);
  expect(refused()).toBe(40);
  wait(1);
  expect(refused()).toBe(100);
});

it("turns away at once who comes when 4,000 are at the door", () => {
  const { come, refused } = lane();
  come(4_200);
  expect(refused()).toBe(0);
  come(7);
  expect(refused()).toBe(7);
});

it("counts as full for two seconds after it has turned somebody away", () => {
  const { lane: writes, come, wait } = lane();
  come(201);
  expect(writes.full).toBe(false);
  wait(1_000);
  expect(writes.full).toBe(true);
  wait(2_000);
  expect(writes.full).toBe(false);
});
