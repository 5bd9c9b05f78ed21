import { METHODS } from "node:http";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { operationsOf } from "../../support/openapi.ts";
import { expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";
import { sendExactly } from "../../support/wire.ts";

const ID = "0192a000-0000-7000-8000-00000000000a";

describe.skipIf(!backendOfTest().available)("methods", async () => {
  const { client, url } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt" } });
  const byPath = Map.groupBy(await operationsOf(client), ({ path }) => path);

  /** What the document says, what comes with it, and what only HTTP has. */
  function allowedOn(path: string) {
    const methods = byPath.get(path)?.map(({ method }) => method) ?? [];
    const head = methods.includes("GET") && !path.endsWith("}/events") ? ["HEAD"] : [];
    return [...methods, ...head, "OPTIONS"].sort();
  }

  it.each([...byPath.keys()])("%s is 405 with Allow for every other method", async (path) => {
    const allow = allowedOn(path);
    for (const method of METHODS.filter((one) => one !== "CONNECT" && !allow.includes(one))) {
      const answer = await sendExactly(url, { method, path: path.replace("{id}", ID) });
      expect({ method, status: answer.status, allow: answer.headers.get("allow") }).toEqual({
        method,
        status: 405,
        allow: allow.join(", "),
      });
      if (method !== "HEAD") expectProblem(answer, "method-not-allowed");
    }
  });

  it.each([...byPath.keys()])("%s tells its methods to OPTIONS, without a token", async (path) => {
    const { status, headers, text } = await sendExactly(url, { method: "OPTIONS", path: path.replace("{id}", ID) });
    expect({ status, text, allow: headers.get("allow") }).toEqual({ status: 204, text: "", allow: allowedOn(path).join(", ") });
  });

  it("a wrong method on the documentation is 405, too", async () => {
    expectProblem(await client.post("//api/docs", {}), "method-not-allowed");
  });

  it("HEAD needs a token where GET does, and has no body", async () => {
    const refused = await sendExactly(url, { method: "HEAD", path: "/api/v1/sessions" });
    expect({ status: refused.status, text: refused.text }).toEqual({ status: 401, text: "" });
    const health = await sendExactly(url, { method: "HEAD", path: "/health" });
    expect({ status: health.status, text: health.text }).toEqual({ status: 200, text: "" });
  });

  it.each(["/", "/api", "/api/v1", "/api/v1/", "/api/v1/session", "/api/v2/sessions", "//", "/health/", "/%2e%2e/etc/passwd"])(
    "%s is a 404 problem, whatever the method",
    async (path) => {
      for (const method of ["GET", "POST", "PROPFIND", "DELETE"]) expectProblem(await sendExactly(url, { method, path }), "not-found");
    },
  );
});
