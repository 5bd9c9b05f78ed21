import { randomUUID } from "node:crypto";
import { SCOPES } from "@assent/api";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import { contractIn } from "../../support/contract.ts";
import { type Operation, operationsIn } from "../../support/openapi.ts";
import { expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";

const ID = randomUUID();
const USER = randomUUID();

/** What a call needs before anybody asks who may make it. */
const QUERIES: Record<string, string> = { "/api/v1/audit-logs/consistency": "?from=1&to=1" };
/** Every call below the prefix, as the contract has it, about what does not exist. */
const GUARDED = operationsIn(contractIn("openapi.json")).filter(({ path }) => path.startsWith("/api/v1/"));
const CALLS = GUARDED.map(({ method, path, scope = "", owner, example }): Call => {
  const body = example && { ...example, ...(owner === "body" ? { user_id: USER } : {}) };
  return [method, path.replace("{kind}", "no.such").replace("{id}", ID) + (QUERIES[path] ?? ""), scope, owner, body];
});
/** Whoever may gets as far as to hear that there is nothing. */
const ALLOWED = [200, 201, 202, 404, 409, 422];
const ONLY_IF_NAMED = ["sessions:unseal", "users:erase"];
type Call = [method: string, path: string, scope: string, owner: Operation["owner"], body?: object];

const ALL_SCOPES = [...new Set(CALLS.map(([, , scope]) => scope))];
const FOR_SERVICES = CALLS.filter(([, , , owner]) => owner === "fleet");

describe.skipIf(!backendOfTest().available)("a call that the token does not allow", async () => {
  const { client } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", API_WAIT_MS: "0" } });

  const call = ([method, path, , , body]: Call, headers: Record<string, string>): Promise<Answer> =>
    client.send(method, `/${path}`, body, headers);

  it("has a rule for each call: the scope that it needs, and whose things it is for", () => {
    expect(CALLS.length).toBeGreaterThan(25);
    expect(CALLS.filter(([, , scope, owner]) => !Object.hasOwn(SCOPES, scope) || !owner)).toEqual([]);
  });

  it.each(CALLS)("%s %s needs a service's %s, and the answer names it", async (...one) => {
    const [, , scope] = one;
    const others = ALL_SCOPES.filter((other) => other !== scope);
    for (const given of [[], others, [`${scope}x`], [scope.toUpperCase()], [scope.split(":")[0] ?? ""]]) {
      const answer = await call(one, asService(...given));
      expectProblem(answer, "insufficient-scope", { detail: expect.stringContaining(`"${scope}"`) });
      expect(answer.headers.get("www-authenticate")).toBe(`Bearer realm="assent", error="insufficient_scope", scope="${scope}"`);
    }
    expect(ALLOWED).toContain((await call(one, asService(scope))).status);
  });

  it.each(FOR_SERVICES)("%s %s is not for users, whatever their scope", async (...one) => {
    for (const claims of [{}, { scope: ALL_SCOPES.join(" ") }]) expectProblem(await call(one, asUser(USER, claims)), "forbidden");
  });

  it.each(CALLS.filter((one) => !FOR_SERVICES.includes(one)))("%s %s is a user's own right, limited by a scope claim", async (...one) => {
    const [, , scope] = one;
    if (ONLY_IF_NAMED.includes(scope)) expectProblem(await call(one, asUser(USER)), "insufficient-scope");
    else expect(ALLOWED).toContain((await call(one, asUser(USER))).status);
    expect(ALLOWED).toContain((await call(one, asUser(USER, { scope: `other ${scope}` }))).status);
    for (const limited of ["", "other", ALL_SCOPES.filter((other) => other !== scope).join(" "), null, [scope], { scope }]) {
      expectProblem(await call(one, asUser(USER, { scope: limited })), "insufficient-scope");
    }
  });

  it.each(CALLS.filter(([, , , owner]) => owner === "body"))("%s %s is for the user in its body, and no other", async (...one) => {
    const [method, path, scope, owner, body] = one;
    const theirs: Call = [method, path, scope, owner, { ...body, user_id: randomUUID() }];
    expectProblem(await call(theirs, asUser(USER, ONLY_IF_NAMED.includes(scope) ? { scope } : {})), "forbidden");
    expect((await call(theirs, asService(scope))).status).toBe(202);
  });

  it.each(CALLS.filter(([, , , owner]) => owner === "query"))("%s %s lists for the user in its query, and no other", async (...one) => {
    const [method, path, scope] = one;
    const about = (user: string): Call => [method, `${path}?user_id=${user}`, scope, "query"];
    expectProblem(await call(about(randomUUID()), asUser(USER)), "forbidden");
    expect((await call(about(USER.toUpperCase()), asUser(USER))).status).toBe(200);
    expect((await call(about(randomUUID()), asService(scope))).status).toBe(200);
  });
});
