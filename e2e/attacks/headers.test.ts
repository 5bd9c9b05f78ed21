/** What browsers and caches on the way are told, with every answer, whatever it is: a page, a part of one, an error, a refusal. */
import { randomUUID } from "node:crypto";
import { boardEnv, startBoard } from "@assent/board";
import { readEnv } from "@assent/runtime";
import { queuePrefix } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { operationsOf, pathWith } from "../support/openapi.ts";
import { FORM, operatorAt } from "../support/operator.ts";
import { startSystem } from "../support/system.ts";
import { sendExactly, sendJson } from "../support/wire.ts";

const BOARD_PASSWORD = "b0ard-Qm3v8Xz1";
const HTML = { accept: "text/html" };

const { client, url, variables, log } = await startSystem({ workers: 0, env: { API_WAIT_MS: "0" } });
const board = await startBoard(
  readEnv(boardEnv, { ...variables, BOARD_PORT: "0", BOARD_USER: "operator", BOARD_PASSWORD, QUEUE_PREFIX: queuePrefix() }),
  log,
);
afterAll(() => board.stop(AbortSignal.timeout(5_000)));

describe("the API", () => {
  const expectPrivate = (name: string, { headers }: { headers: Headers }) => {
    const told = ["cache-control", "x-content-type-options"].map((header) => headers.get(header));
    expect([name, ...told]).toEqual([name, "no-store", "nosniff"]);
  };

  it("lets nobody keep an answer of any operation, nor guess what it is", async () => {
    for (const { method, path, example } of await operationsOf(client)) {
      if (path.includes("events/stream")) continue;
      const target = pathWith(path, randomUUID()).replace("{kind}", "session.create");
      const body = example ? JSON.stringify(example) : undefined;
      const headers = body ? { "content-type": "application/json" } : {};
      expectPrivate(`${method} ${path}`, await sendExactly(url, { method, path: target, headers, ...(body ? { body } : {}) }));
    }
  });

  it("nor of what is no operation", async () => {
    expectPrivate("an address that is none", await client.get("/nothing"));
    expectPrivate("an address that cannot be read", await sendExactly(url, { path: "/api/v1/sessions/%zz" }));
    expectPrivate("a method that is none", await client.send("PUT", "/sessions"));
    expectPrivate("a body that is none", await sendJson(url, "POST", "/sessions", "{"));
    expectPrivate("a body that is too long", await sendJson(url, "POST", "/sessions", "x".repeat(200_000)));
  });
});

describe("the board", async () => {
  const operator = operatorAt(board.url, "operator");
  const stranger = operatorAt(board.url, "nobody");
  await operator.logIn(BOARD_PASSWORD);
  const answers: Record<string, () => Promise<{ headers: Headers; status: number }>> = {
    "the login": () => stranger.get("/login", HTML),
    "a login that is refused": () => stranger.logIn("wrong"),
    "a form without its token": () => stranger.send("POST", "/login", FORM, "user=x&password=x"),
    "the way to the login": () => stranger.get("/jobs", HTML),
    "a call without a login": () => stranger.get("/queues/api/queues"),
    "a page": () => operator.get("/jobs", HTML),
    "a part of a page": () => operator.get("/jobs", { ...HTML, "hx-request": "true" }),
    figures: () => operator.get("/figures.json"),
    "a file of the audit log": () => operator.get("/audit/export.csv"),
    "a page that is none": () => operator.get("/nothing", HTML),
    "an address with NUL in it": () => operator.get("/jobs/%00", HTML),
    "an order from elsewhere": () => operator.send("POST", "/operations", { ...FORM, "sec-fetch-site": "cross-site" }, "action=retry"),
    "the raw queues": () => operator.get("/queues", HTML),
    "the raw queues' figures": () => operator.get("/queues/api/queues"),
    "an order to the raw queues": () => operator.send("PUT", "/queues/api/queues/session.create/obliterate"),
  };

  it.each(Object.keys(answers))("lets nobody frame, keep, guess at or reach into %s", async (name) => {
    const { headers } = (await answers[name]?.()) ?? expect.fail();
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src '(none|self)';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|default-src[^;]*unsafe|https?:|\*/);
    expect(Object.fromEntries(headers)).toMatchObject({
      ...{ "cache-control": "no-store", "x-content-type-options": "nosniff", "x-frame-options": "DENY" },
      ...{ "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin" },
    });
  });
});
