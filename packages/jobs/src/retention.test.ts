import { describe, expect, it } from "vitest";
import { z } from "zod";
import { keysNoLongerThanJobs, retentionVariables, USUAL_RETENTION } from "./retention.ts";

const schema = z.object(retentionVariables).refine(...keysNoLongerThanJobs);
const complaintAbout = (variables: Record<string, string>) => schema.safeParse(variables).error?.issues.map(({ path }) => path[0]);

describe("retention", () => {
  it("keeps what it always kept where nothing is said, and forgets nobody", () => {
    expect(USUAL_RETENTION).toEqual({
      ...{ RETAIN_JOBS_DAYS: 90, RETAIN_IDEMPOTENCY_KEYS_DAYS: 7, RETAIN_OPERATIONS_DAYS: 90 },
      ...{ RETAIN_FIGURES_DAYS: 8, RETAIN_WORKERS_DAYS: 7, RETAIN_USERS_DAYS: 0 },
    });
  });

  it.each([
    [{ RETAIN_JOBS_DAYS: "6", RETAIN_IDEMPOTENCY_KEYS_DAYS: "5" }, "RETAIN_JOBS_DAYS"],
    [{ RETAIN_USERS_DAYS: "-1" }, "RETAIN_USERS_DAYS"],
    [{ RETAIN_JOBS_DAYS: "30", RETAIN_IDEMPOTENCY_KEYS_DAYS: "31" }, "RETAIN_IDEMPOTENCY_KEYS_DAYS"],
  ])("refuses %j", (variables, name) => {
    expect(complaintAbout(variables)).toEqual([name]);
  });

  it("takes keys that live as long as jobs", () => {
    expect(complaintAbout({ RETAIN_JOBS_DAYS: "30", RETAIN_IDEMPOTENCY_KEYS_DAYS: "30" })).toBeUndefined();
  });
});
