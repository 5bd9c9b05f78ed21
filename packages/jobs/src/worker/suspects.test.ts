import { describe, expect, it } from "vitest";
import { sessionCreate } from "../kinds/session-create.ts";
import type { Ran } from "../runner.ts";
import { type QuarantineEnd, QuarantineUnavailable } from "./quarantine.ts";
import { suspectsOf } from "./suspects.ts";

const ids = Array.from({ length: 100 }, (_, i) => `job-${i}`);
const culprit = "job-42";

/** A quarantine that dies of one job, or does not even start with it, and all that happens there. */
function scene(deadly?: string, end: QuarantineEnd | QuarantineUnavailable = "died") {
  const asked: string[][] = [];
  const settled = new Map<string, Ran>();
  const counted: string[] = [];
  const takenBack: string[] = [];
  const settledAsCounted: string[] = [];
  const suspects = suspectsOf({
    kind: sessionCreate,
    quarantine: {
      async run(_, ids) {
        asked.push(ids);
        if (!deadly || !ids.includes(deadly)) return ids.map(() => ({ status: "completed", waitedMs: 1, tookMs: 1 }));
        if (end instanceof Error) throw end;
        return end;
      },
    },
    attempts: {
      afterError: async () => undefined,
      beforeSuspect: async (_, { id }) => {
        counted.push(`${id} after ${asked.length} runs`);
        return true;
      },
      takeBack: async ({ id }) => void takenBack.push(id),
    },
    async settle(id, ran, counted) {
      settled.set(id, ran);
      if (counted) settledAsCounted.push(id);
      return "error" in ran ? new Error(id) : undefined;
    },
  });
  return { suspects, asked, settled, counted, takenBack, settledAsCounted };
}

describe("jobs whose worker died", () => {
  it("run all together when none of them is to blame", async () => {
    const { suspects, asked, settled } = scene();
    expect(await suspects.run(ids, 1)).toEqual(ids.map(() => undefined));
    expect(asked).toEqual([ids]);
    expect([...settled.values()]).toEqual(ids.map(() => ({ status: "completed", waitedMs: 1, tookMs: 1 })));
  });

  it("all complete but for the culprit, which is found in a few deaths", async () => {
    const { suspects, asked, settled, counted, settledAsCounted } = scene(culprit);
    const unsettled = (await suspects.run(ids, 1)).filter((error) => error !== undefined);
    expect(unsettled.map(({ message }) => message)).toEqual([culprit]);
    expect(settled.get(culprit)).toMatchObject({ error: { code: "WORKER_DIED" } });
    expect([...settled.values()].filter((ran) => "status" in ran)).toHaveLength(99);
    expect(asked.filter((ids) => ids.includes(culprit)).map((ids) => ids.length)).toEqual([100, 13, 2, 1]);
    expect([counted, settledAsCounted]).toEqual([[], []]);
  });

  it("have passed their deadline when the quarantine had to be killed with them", async () => {
    const { suspects, settled } = scene(culprit, "late");
    await suspects.run(ids, 1);
    expect(settled.get(culprit)).toMatchObject({ error: { code: "DEADLINE" } });
    await suspects.run([culprit], 3);
    expect(settled.get(culprit)).toMatchObject({ error: { code: "DEADLINE" } });
  });

  it("run one by one, each counted when its turn comes, when not even the quarantine saved their worker", async () => {
    const { suspects, asked, counted, settledAsCounted } = scene();
    await suspects.run(ids.slice(0, 3), 3);
    expect(asked).toEqual([["job-0"], ["job-1"], ["job-2"]]);
    expect(settledAsCounted).toEqual(["job-0", "job-1", "job-2"]);
    expect(counted).toEqual(["job-0 after 0 runs", "job-1 after 1 runs", "job-2 after 2 runs"]);
  });

  it("have not run, and nothing is counted, when the quarantine does not start", async () => {
    const { suspects, asked, settled, counted } = scene(culprit, new QuarantineUnavailable());
    await expect(suspects.run(ids, 1)).rejects.toBeInstanceOf(QuarantineUnavailable);
    expect(asked).toEqual([ids]);
    expect([settled.size, counted]).toEqual([0, []]);
  });

  it("get back what was counted before, and the next are not even counted, when it does not start for one alone", async () => {
    const { suspects, settled, counted, takenBack } = scene("job-1", new QuarantineUnavailable());
    await expect(suspects.run(ids.slice(0, 3), 3)).rejects.toBeInstanceOf(QuarantineUnavailable);
    expect([...settled.keys()]).toEqual(["job-0"]);
    expect(counted).toEqual(["job-0 after 0 runs", "job-1 after 1 runs"]);
    expect(takenBack).toEqual(["job-1"]);
  });
});
