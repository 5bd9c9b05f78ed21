import { describe, expect, it } from "vitest";
import { openJobsOf, TooManyOpenJobs } from "./open-jobs.ts";

const USER = "user";

/** Open jobs as a database would count them, and how often it was asked. */
function counted(most: number) {
  const open = { jobs: 0, counts: 0 };
  const { enter } = openJobsOf({
    most,
    async count(_, limit) {
      open.counts++;
      return Math.min(open.jobs, limit);
    },
  });
  /** Accepts a job: it is inserted while it holds its place. */
  async function accept() {
    const leave = await enter(USER);
    await Promise.resolve();
    open.jobs++;
    leave();
  }
  return { open, accept };
}

const tried = async (accept: () => Promise<void>, times: number) =>
  (await Promise.allSettled(Array.from({ length: times }, accept))).filter(({ status }) => status === "fulfilled").length;

describe("a quota of open jobs", () => {
  it("is never passed by one process, however many come at once", async () => {
    const { open, accept } = counted(100);
    expect(await tried(accept, 1_000)).toBe(open.jobs);
    expect(open.jobs).toBeGreaterThan(50);
    expect(open.jobs).toBeLessThanOrEqual(100);
  });

  it("is reached, and then refuses without a count for each", async () => {
    const { open, accept } = counted(100);
    for (let i = 0; i < 100; i++) await accept();
    const before = open.counts;
    for (let i = 0; i < 50; i++) await expect(accept()).rejects.toThrow(TooManyOpenJobs);
    expect(open.counts - before).toBeLessThanOrEqual(3);
  });

  it("counts for few jobs: for none of a user's first ones, and one in about fifty of many", async () => {
    const { open, accept } = counted(1_000);
    for (let i = 0; i < 50; i++) await accept();
    expect(open.counts).toBe(0);
    for (let i = 0; i < 1_000; i++) {
      await accept();
      open.jobs = Math.min(open.jobs, 500);
    }
    expect(open.counts).toBeLessThan(15);
  });

  it("is not passed by a job that is inserted while others are counted", async () => {
    const counts = [Promise.resolve(0), Promise.withResolvers<number>()] as const;
    let asked = 0;
    const { enter } = openJobsOf({ most: 1, count: () => (asked++ === 0 ? counts[0] : counts[1].promise) });
    const leave = await enter(USER);
    const second = enter(USER);
    leave();
    counts[1].resolve(0);
    await expect(second).rejects.toThrow(TooManyOpenJobs);
  });

  it("is each user's own", async () => {
    const { enter } = openJobsOf({ most: 1, count: async (user) => (user === USER ? 1 : 0) });
    await expect(enter(USER)).rejects.toThrow(TooManyOpenJobs);
    expect(await enter("another")).toBeTypeOf("function");
  });

  it("lets a user go on when some are done", async () => {
    const { open, accept } = counted(4);
    for (let i = 0; i < 4; i++) await accept();
    await expect(accept()).rejects.toThrow(TooManyOpenJobs);
    open.jobs = 0;
    await expect.poll(() => accept().then(() => open.jobs), { timeout: 5_000 }).toBe(1);
  });

  it("fails with the count, and counts again after that", async () => {
    let isAway = true;
    const { enter } = openJobsOf({ most: 1, count: async () => (isAway ? Promise.reject(new Error("away")) : 0) });
    await expect(enter(USER)).rejects.toThrow("away");
    isAway = false;
    expect(await enter(USER)).toBeTypeOf("function");
  });
});
