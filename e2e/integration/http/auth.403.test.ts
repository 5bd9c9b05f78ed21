import { randomUUID } from "node:crypto";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import { operationsOf } from "../../support/openapi.ts";
import { expectProblem } from "../../support/problems.ts";
import { newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";

const ID = randomUUID();
const USER = randomUUID();

const CALLS: [method: "get" | "post" | "patch" | "delete", path: string, scope: string, body?: object][] = [
  ["post", "/sessions", "sessions:write", newSession({ user_id: USER })],
  ["get", "/sessions", "sessions:read"],
  ["get", `/sessions/${ID}`, "sessions:read"],
  ["patch", `/sessions/${ID}`, "sessions:write", { status: "revoked" }],
  ["delete", `/sessions/${ID}`, "sessions:write"],
  ["post", `/sessions/${ID}/unseal`, "sessions:unseal", { purpose: "test" }],
  ["post", "/consents", "consents:write", newConsent({ user_id: USER })],
  ["get", "/consents", "consents:read"],
  ["get", `/consents/${ID}`, "consents:read"],
  ["delete", `/consents/${ID}`, "consents:write"],
  ["post", `/consents/${ID}/checks`, "consents:write"],
  ["post", "/session-expiries", "expiries:write"],
  ["get", "/jobs", "jobs:read"],
  ["get", `/jobs/${ID}`, "jobs:read"],
  ["get", `/jobs/${ID}/events`, "jobs:read"],
  ["delete", `/jobs/${ID}`, "jobs:write"],
  ["post", `/jobs/${ID}/retry`, "jobs:write"],
  ["get", `/jobs/${ID}/diagnosis`, "jobs:read"],
  ["post", "/job-operations", "jobs:write", { action: "cancel", filter: { user_id: USER } }],
  ["get", "/job-operations", "jobs:read"],
  ["get", `/job-operations/${ID}`, "jobs:read"],
  ["delete", `/job-operations/${ID}`, "jobs:write"],
  ["get", "/kinds", "workers:read"],
  ["post", "/kinds/no.such/pause", "kinds:write"],
  ["post", "/kinds/no.such/resume", "kinds:write"],
  ["get", "/overview", "workers:read"],
  ["get", "/workers", "workers:read"],
  ["get", `/workers/${ID}`, "workers:read"],
  ["post", `/workers/${ID}/drain`, "workers:write"],
  ["get", "/audit-logs", "audit:read"],
];
const ALL_SCOPES = [...new Set(CALLS.map(([, , scope]) => scope))];
const FOR_SERVICES = CALLS.filter(
  ([method, path]) => /workers|audit|expiries|retry|operations|kinds|overview|diagnosis/.test(path) && method,
);

describe.skipIf(!backendOfTest().available)("a call that the token does not allow", async () => {
  const { client } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", API_WAIT_MS: "0" } });

  function call([method, path, , body]: (typeof CALLS)[number], headers: Record<string, string>): Promise<Answer> {
    if (method === "get" || method === "delete") return client[method](path, headers);
    return client[method](path, body, headers);
  }

  it("is known here for every call that is documented", async () => {
    const guarded = (await operationsOf(client)).filter(({ path }) => path.startsWith("/api/v1/"));
    const unknown = guarded.filter(({ method, path }) => {
      const addresses = new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
      return !CALLS.some(([called, at]) => called === method.toLowerCase() && addresses.test(`/api/v1${at}`));
    });
    expect(unknown.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it.each(CALLS)("%s %s needs a service's %s, and the answer names it", async (...one) => {
    const [, , scope] = one;
    const others = ALL_SCOPES.filter((other) => other !== scope);
    for (const given of [[], others, [`${scope}x`], [scope.toUpperCase()], [scope.split(":")[0] ?? ""]]) {
      const answer = await call(one, asService(...given));
      expectProblem(answer, "insufficient-scope", { detail: expect.stringContaining(`"${scope}"`) });
      expect(answer.headers.get("www-authenticate")).toBe(`Bearer realm="assent", error="insufficient_scope", scope="${scope}"`);
    }
    expect([200, 202, 404]).toContain((await call(one, asService(scope))).status);
  });

  it.each(FOR_SERVICES)("%s %s is not for users, whatever their scope", async (...one) => {
    for (const claims of [{}, { scope: ALL_SCOPES.join(" ") }]) expectProblem(await call(one, asUser(USER, claims)), "forbidden");
  });

  it.each(CALLS.filter((one) => !FOR_SERVICES.includes(one)))("%s %s is a user's own right, limited by a scope claim", async (...one) => {
    const [, , scope] = one;
    if (scope === "sessions:unseal") expectProblem(await call(one, asUser(USER)), "insufficient-scope");
    else expect([200, 202, 404]).toContain((await call(one, asUser(USER))).status);
    expect([200, 202, 404]).toContain((await call(one, asUser(USER, { scope: `other ${scope}` }))).status);
    for (const limited of ["", "other", ALL_SCOPES.filter((other) => other !== scope).join(" "), null, [scope], { scope }]) {
      expectProblem(await call(one, asUser(USER, { scope: limited })), "insufficient-scope");
    }
  });

  it("a user neither writes nor lists for another", async () => {
    const me = asUser(USER);
    const other = randomUUID();
    expectProblem(await client.post("/sessions", newSession({ user_id: other }), me), "forbidden");
    expectProblem(await client.post("/consents", newConsent({ user_id: other }), me), "forbidden");
    for (const list of ["sessions", "consents", "jobs"]) {
      expectProblem(await client.get(`/${list}?user_id=${other}`, me), "forbidden");
      expect((await client.get(`/${list}?user_id=${USER.toUpperCase()}`, me)).status).toBe(200);
    }
  });
});
