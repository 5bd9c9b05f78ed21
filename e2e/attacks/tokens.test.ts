/** Tokens that are somebody's, and were not made for this. What is wrong with a token of its own is in `http/auth.401.test.ts`. */
import { randomUUID } from "node:crypto";
import { boardEnv, startBoard } from "@assent/board";
import { readEnv } from "@assent/runtime";
import { queuePrefix } from "@assent/testkit";
import { afterAll, expect, it } from "vitest";
import { operatorAt } from "../support/operator.ts";
import { expectProblem } from "../support/problems.ts";
import { startSystem } from "../support/system.ts";
import { asService, asUser, bearer, claimsOf, macToken } from "../support/tokens.ts";
import { sendExactly } from "../support/wire.ts";

const USER = randomUUID();
const BOARD_PASSWORD = "b0ard-Qm3v8Xz1";

const { client, url, variables, log } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt" } });
const board = await startBoard(
  readEnv(boardEnv, { ...variables, BOARD_PORT: "0", BOARD_USER: "operator", BOARD_PASSWORD, QUEUE_PREFIX: queuePrefix() }),
  log,
);
afterAll(() => board.stop(AbortSignal.timeout(5_000)));

const read = (headers: Record<string, string>) => client.get("/sessions", headers);
const typed = (typ: unknown) => bearer(macToken(claimsOf(USER), { typ }));

it.each(["logout+jwt", "secevent+jwt", "dpop+jwt", "application/logout+jwt", "JWS", "", 7, null])(
  "a token of another type opens nothing, whoever has signed it: %j",
  async (typ) => expectProblem(await read(typed(typ)), "unauthenticated"),
);

it.each(["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", undefined])("a token of this type does: %j", async (typ) => {
  expect((await read(typed(typ))).status).toBe(200);
});

it("a token outside of the header Authorization is none", async () => {
  const token = asService("sessions:read").authorization.replace("Bearer ", "");
  const elsewhere = [{ cookie: `authorization=Bearer ${token}; token=${token}` }, { "x-authorization": `Bearer ${token}` }];
  for (const headers of elsewhere) expectProblem(await read(headers as Record<string, string>), "unauthenticated");
  for (const name of ["access_token", "token", "authorization"])
    expectProblem(await sendExactly(url, { path: `/api/v1/sessions?${name}=${token}` }), "unauthenticated");
});

it("a scope that was taken from a caller's next token is gone at once, whatever the caller's last token could", async () => {
  const withAll = asService("sessions:read", "workers:read");
  expect((await client.get("/workers", withAll)).status).toBe(200);
  expectProblem(await client.get("/workers", asService("sessions:read")), "insufficient-scope");
  expect((await client.get("/workers", withAll)).status).toBe(200);
  const mayRead = asUser(USER, { scope: "sessions:read" });
  expect((await read(mayRead)).status).toBe(200);
  expectProblem(await read(asUser(USER, { scope: "" })), "insufficient-scope");
});

it("the API's tokens are worth nothing at the board, and the board's cookie nothing at the API", async () => {
  const operator = operatorAt(board.url, "operator");
  const everything = asService("jobs:read", "jobs:write", "kinds:write", "workers:read");
  const token = everything.authorization.replace("Bearer ", "");
  for (const headers of [everything, { cookie: `assent_board=${token}` }])
    expect((await operator.get("/queues/api/queues", headers as Record<string, string>)).status).toBe(401);

  await operator.logIn(BOARD_PASSWORD);
  expect((await operator.get("/queues/api/queues")).status).toBe(200);
  const cookie = operator.cookie();
  const [, value = ""] = /assent_board=([^;]+)/.exec(cookie) ?? [];
  for (const headers of [{ cookie }, bearer(decodeURIComponent(value)), bearer(`${decodeURIComponent(value)}.x`)])
    expectProblem(await read(headers as Record<string, string>), "unauthenticated");
});
