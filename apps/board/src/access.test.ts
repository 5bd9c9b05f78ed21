import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { ROUTES, requireRights, rightFor } from "./access.ts";
import { may, type Right } from "./rights.ts";

const RIGHTS = Object.keys(ROUTES) as Right[];

describe("the rights at the board", () => {
  it("keep a route from being added that nobody has thought of", async () => {
    const app = Fastify();
    requireRights(app, { db: undefined as never });
    app.get("/jobs/:id", () => "");
    app.put("/queues/api/anything", () => "");
    expect(() => app.get("/jobs/:id/secrets", () => "")).toThrow("GET /jobs/:id/secrets is not in apps/board/src/access.ts");
    expect(() => app.post("/jobs/:id", () => "")).toThrow("POST /jobs/:id");
    await app.close();
  });

  it("let only an operator change anything", () => {
    const changing = RIGHTS.flatMap((right) => ROUTES[right]).filter((route) => !route.startsWith("GET "));
    for (const route of [...changing, "PUT /queues/api/queues/:queueName/pause", "DELETE /queues", "POST /queues/x"]) {
      const [method = "", url = ""] = route.split(" ");
      expect([route, rightFor(method, url)]).toEqual([route, "repair"]);
    }
    expect(RIGHTS.map((right) => may("viewer", right))).toEqual([true, false, false]);
    expect(RIGHTS.map((right) => may("auditor", right))).toEqual([true, true, false]);
    expect(RIGHTS.map((right) => may("operator", right))).toEqual([true, true, true]);
    expect(may(undefined, "read")).toBe(false);
  });

  it("are the same for HEAD as for GET, and do not reach beyond their names", () => {
    expect(rightFor("HEAD", "/audit/export.csv")).toBe("export");
    expect(rightFor("GET", "/queues/static/main.js")).toBe("read");
    expect(rightFor("GET", "/queues-of-somebody")).toBeUndefined();
    expect(rightFor("GET", "/constructor")).toBeUndefined();
  });
});
