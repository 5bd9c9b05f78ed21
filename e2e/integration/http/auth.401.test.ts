import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { operationsOf, pathWith } from "../../support/openapi.ts";
import { expectProblem } from "../../support/problems.ts";
import { SECRETS, startSystem } from "../../support/system.ts";
import { asService, asUser, bearer, claimsOf, macToken, seconds } from "../../support/tokens.ts";
import { sendExactly } from "../../support/wire.ts";

const USER = randomUUID();

describe.skipIf(!backendOfTest().available)("a call without a valid token", async () => {
  const { client, url } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt" } });
  const read = (headers: Record<string, string>) => client.get("/sessions", headers);

  async function expectUnauthenticated(
    headers: Record<string, string>,
    challenge: string | RegExp = /^Bearer realm="assent", error="invalid_token"$/,
  ) {
    const answer = await read(headers);
    expectProblem(answer, "unauthenticated");
    expect(answer.headers.get("www-authenticate")).toMatch(challenge);
  }

  it("the same token, unspoilt, is let through", async () => {
    expect((await read(asUser(USER))).status).toBe(200);
    expect((await read(asService("sessions:read"))).status).toBe(200);
    expect((await read({ authorization: asUser(USER).authorization.replace("Bearer", "bearer") })).status).toBe(200);
  });

  it.each([
    ["none at all", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["no token after the scheme", { authorization: "Bearer " }],
    ["garbage", { authorization: "Bearer garbage" }],
    ["two tokens", { authorization: `${asUser(USER).authorization}, ${asUser(USER).authorization}` }],
    ["no signature", { authorization: `Bearer ${macToken(claimsOf(USER)).split(".").slice(0, 2).join(".")}.` }],
  ])("is 401 with a challenge: %s", (_, headers) => expectUnauthenticated(headers as Record<string, string>, /^Bearer realm="assent"$/));

  it("is 401 on every route below the prefix, before anything else is looked at", async () => {
    for (const path of ["/sessions", "/consents", "/jobs", "/workers", "/audit-logs", "/sessions/7", "/jobs/7/events", "/sessions?x=1"]) {
      expectProblem(await client.get(path), "unauthenticated");
    }
    for (const { method, path } of await operationsOf(client)) {
      const { status } = await sendExactly(url, { method, path: pathWith(path, USER) });
      expect([method, path, status]).toEqual([method, path, path.startsWith("/api/v1/") ? 401 : status]);
    }
    expectProblem(await client.post("/sessions", { nonsense: true }), "unauthenticated");
    expectProblem(await client.post("/session-expiries"), "unauthenticated");
  });

  it.each([
    ["alg none, unsigned", { alg: "none" }],
    ["HS384 with the right secret", { alg: "HS384" }],
    ["HS512 with the right secret", { alg: "HS512" }],
    ["an algorithm nobody knows", { alg: "HS1" }],
    ["a critical header nobody knows", { crit: ["urn:x"], "urn:x": 1 }],
    ["an empty list of critical headers", { crit: [] }],
    ["an unencoded payload", { b64: false, crit: ["b64"] }],
    ["a key of its own", { jwk: { kty: "oct", k: "AAAA" }, alg: "HS256", kid: "../../dev/null", zip: "DEF", crit: ["zip"] }],
  ])("is 401: %s", (_, header) => expectUnauthenticated(bearer(macToken(claimsOf(USER), header))));

  it.each([
    ["another secret", macToken(claimsOf(USER), {}, "another-secret-of-32-characters-x")],
    ["the other secrets of this system", macToken(claimsOf(USER), {}, SECRETS.SESSION_SECRET)],
    ["an empty secret", macToken(claimsOf(USER), {}, "")],
    [
      "another user's claims under this signature",
      `${macToken(claimsOf(randomUUID())).split(".").slice(0, 2).join(".")}.${macToken(claimsOf(USER)).split(".")[2]}`,
    ],
    ["a payload that is no JSON", macToken(claimsOf(USER)).replace(/\.[^.]+\./, ".bm9wZQ.")],
    ["claims that are a list", macToken([])],
    ["three dots of nothing much", "a.b.c"],
  ])("is 401: signed with %s", (_, token) => expectUnauthenticated(bearer(token)));

  it.each([
    ["no exp", { exp: undefined }],
    ["no sub", { sub: undefined }],
    ["no iss", { iss: undefined }],
    ["no aud", { aud: undefined }],
    ["another iss", { iss: "elsewhere" }],
    ["another aud", { aud: "another-api" }],
    ["other auds", { aud: ["a", "b"] }],
    ["an exp that has passed", { exp: seconds(-1) }],
    ["an exp in words", { exp: String(seconds(300)) }],
    ["an exp that is null", { exp: null }],
    ["an nbf to come", { nbf: seconds(300) }],
    ["an nbf in words", { nbf: "now" }],
    ["a sub that is a number", { sub: 7 }],
    ["a sub that is null", { sub: null }],
    ["a sub that is an object", { sub: { id: USER } }],
    ["an empty sub", { sub: "" }],
    ["a sub with NUL in it", { sub: "a\0b" }],
    ["a sub with half a surrogate pair", { sub: "\ud800" }],
    ["a sub too long to be kept", { sub: "x".repeat(256) }],
    ["the name of a part of ours", { sub: "system:expiry" }],
  ])("is 401: %s", (_, changes) => expectUnauthenticated(asUser(USER, changes)));

  it("takes a list of audiences that has this one in it", async () => {
    expect((await read(asUser(USER, { aud: ["another-api", "assent-api"] }))).status).toBe(200);
  });
});
