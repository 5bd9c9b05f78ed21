import { expect, it } from "vitest";
import { Assent } from "./index.ts";
import { json, serverWith } from "./test/server.ts";

const pages = [
  json(200, { sessions: [{ id: "a" }, { id: "b" }], next_cursor: "b" }),
  json(200, { sessions: [{ id: "c" }], next_cursor: null }),
];

it("go on where the page before has ended, with the same filter", async () => {
  const { baseUrl, asked } = await serverWith(...pages);
  const found: string[] = [];
  for await (const { id } of new Assent({ baseUrl }).sessions.list({ status: "active", limit: 2 })) found.push(id);
  expect(found).toEqual(["a", "b", "c"]);
  expect(asked.map(({ url }) => url)).toEqual([
    "/api/v1/sessions?status=active&limit=2",
    "/api/v1/sessions?status=active&limit=2&cursor=b",
  ]);
});

it("ask for no page that nobody has come to", async () => {
  const { baseUrl, asked } = await serverWith(...pages);
  for await (const { id } of new Assent({ baseUrl }).sessions.list()) if (id === "b") break;
  expect(asked).toHaveLength(1);
});
