import { expect, it } from "vitest";
import { Assent } from "./index.ts";
import { broken, json, serverWith } from "./test/server.ts";

const EVENT = { id: "0193f4c1-6a00-7000-8000-0000000000e0", type: "session.revoked" };
const page = (cursor: string, ...events: object[]) => json(200, { events, next_cursor: cursor });

it("are followed from page to page, waiting for each, with the same filter", async () => {
  const { baseUrl, asked } = await serverWith(page("b", EVENT), broken, page("c"), page("d", EVENT));
  const cursors: string[] = [];
  const filter = { since: "2027-01-31T12:00:00Z", types: ["session.revoked", "session.expired"] as const, user_id: "u" };
  for await (const { events, cursor } of new Assent({ baseUrl }).events.follow({ ...filter, types: [...filter.types] })) {
    cursors.push(...events.map(() => cursor));
    if (cursor === "d") break;
  }
  expect(cursors).toEqual(["b", "d"]);
  const queries = asked.map(({ url }) => new URLSearchParams(url?.split("?")[1]));
  expect(queries.map((query) => [query.get("since"), query.get("after")])).toEqual([
    [filter.since, null],
    ...["b", "b", "c"].map((after) => [null, after]),
  ]);
  for (const query of queries) expect([query.get("user_id"), query.get("types")]).toEqual(["u", filter.types.join()]);
  for (const { headers } of asked) expect(headers["prefer"]).toMatch(/^wait=\d+$/);
});

it("are answered at once when a page is asked for", async () => {
  const { baseUrl, asked } = await serverWith(page("b"));
  expect(await new Assent({ baseUrl }).events.page({ after: "a", limit: 5 })).toEqual({ events: [], cursor: "b" });
  expect(asked.map(({ url, headers }) => [url, headers["prefer"]])).toEqual([["/api/v1/events?after=a&limit=5", undefined]]);
});
