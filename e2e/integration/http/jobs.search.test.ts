import { randomUUID } from "node:crypto";
import { insertJobs, SEED } from "@assent/db";
import { consentCheck } from "@assent/jobs";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { idsOf, walk } from "../../support/pages.ts";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newJobRow } from "../../support/rows.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";

describe.skipIf(!backendOfTest().available)("searching jobs", async () => {
  const { client: bare, database } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt" } });
  const client = bare.with(asService("jobs:read"));
  const { userId, consentId } = SEED.valid;
  const row = (changes: Parameters<typeof newJobRow>[2]) => newJobRow(consentCheck, { consent_id: consentId, user_id: userId }, changes);
  const [byEngine, byBoard, old] = [
    row({ principal: "engine", requestId: "r-1" }),
    row({ principal: "board", requestId: "r-1" }),
    row({ id: "01700939-2950-7000-8000-000000000001" }),
  ];
  await insertJobs(database.db, [old, byEngine, byBoard]);
  const found = async (query: string) => idsOf((await client.get(`/jobs?${query}`)).body.jobs);

  it("finds by who asked, and under which request", async () => {
    expect(await found("principal=engine")).toEqual([byEngine.id]);
    expect(await found("request_id=r-1")).toEqual([byBoard.id, byEngine.id]);
    expect(await found("request_id=r-1&principal=board")).toEqual([byBoard.id]);
    expect(await found("request_id=r-1&kind=session.create")).toEqual([]);
  });

  it("keeps to a span of time, with any offset", async () => {
    expect(await found("until=2021-01-01T00:00:00Z")).toEqual([old.id]);
    expect(await found(`since=${encodeURIComponent("2021-01-01T02:00:00+02:00")}&user_id=${userId}`)).toEqual([byBoard.id, byEngine.id]);
    expect(await found("since=2021-01-01T00:00:00Z&until=2021-01-02T00:00:00Z")).toEqual([]);
  });

  it("walks all pages, each job once", async () => {
    const rows = Array.from({ length: 7 }, () => row({ principal: "many" }));
    await insertJobs(database.db, rows);
    expect(idsOf(await walk(client, "/jobs?principal=many", "jobs", 2))).toEqual(rows.map(({ id }) => id).toReversed());
  });

  it("lets users search their own jobs only, and not by who asked", async () => {
    const mine = bare.with(asUser(userId));
    expect(idsOf((await mine.get("/jobs?request_id=r-1")).body.jobs)).toEqual([byBoard.id, byEngine.id]);
    expect((await bare.with(asUser(randomUUID())).get("/jobs?request_id=r-1")).body.jobs).toEqual([]);
    expectProblem(await mine.get("/jobs?principal=engine"), "forbidden");
  });

  it("refuses what is no time", async () => {
    expectInvalid(await client.get("/jobs?since=yesterday"), "since");
    expectInvalid(await client.get("/jobs?until=14:05"), "until");
    expectInvalid(await client.get("/jobs?principal="), "principal");
  });
});
