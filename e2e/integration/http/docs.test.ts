import type { AnyJson } from "@assent/testkit";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../support/openapi.ts";
import { startSystem } from "../../support/system.ts";

const ROUTES = [
  ...[
    "GET /api/v1/sessions",
    "POST /api/v1/sessions",
    "GET /api/v1/sessions/{id}",
    "PATCH /api/v1/sessions/{id}",
    "DELETE /api/v1/sessions/{id}",
  ],
  ...["GET /api/v1/consents", "POST /api/v1/consents", "GET /api/v1/consents/{id}", "DELETE /api/v1/consents/{id}"],
  ...["POST /api/v1/consents/{id}/checks", "POST /api/v1/session-expiries", "GET /api/v1/audit-logs"],
  ...[
    "GET /api/v1/jobs",
    "GET /api/v1/jobs/{id}",
    "GET /api/v1/jobs/{id}/events",
    "POST /api/v1/jobs/{id}/retry",
    "DELETE /api/v1/jobs/{id}",
  ],
  ...["GET /api/v1/jobs/{id}/diagnosis", "GET /api/v1/overview", "GET /api/v1/kinds"],
  ...["POST /api/v1/kinds/{kind}/pause", "POST /api/v1/kinds/{kind}/resume"],
  ...["GET /api/v1/job-operations", "POST /api/v1/job-operations"],
  ...["GET /api/v1/job-operations/{id}", "DELETE /api/v1/job-operations/{id}"],
  ...["GET /api/v1/workers", "GET /api/v1/workers/{id}", "POST /api/v1/workers/{id}/drain"],
  ...["GET /health", "GET /health/detailed", "GET /health/live", "GET /health/ready"],
];

/** Every object in a document, however deep. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

describe.skipIf(!backendOfTest().available)("GET /api/docs", async () => {
  const { client } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt" } });
  const document = await readDocument(client);
  const operations = Object.entries<AnyJson>(document.paths).flatMap(([path, methods]) =>
    Object.entries<AnyJson>(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, ...operation })),
  );

  it("is OpenAPI 3.1 for curl, and mentions every route", async () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: "Assent", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(ROUTES));
    expect((await client.get("//api/docs", { accept: "*/*" })).headers.get("content-type")).toMatch(/^application\/json/);
  });

  it("keeps the rules of the format", () => {
    for (const { name, path, parameters = [], responses, tags, summary } of operations) {
      expect(summary, name).toMatch(/\w/);
      expect(document.tags, name).toContainEqual(expect.objectContaining({ name: tags[0] }));
      expect(
        Object.keys(responses).every((code) => /^[1-5](\d\d|XX)$/.test(code)),
        name,
      ).toBe(true);
      for (const response of Object.values<{ description: string }>(responses)) expect(response.description, name).toMatch(/\w/);
      const inPath = parameters.filter(({ in: place }: { in: string }) => place === "path");
      expect(
        inPath.map((one: { name: string; required: boolean }) => [one.name, one.required]),
        name,
      ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, true]));
    }
  });

  it("has no reference to nowhere and no keyword of another version", () => {
    for (const object of objectsIn(document)) {
      expect(object).not.toHaveProperty("nullable");
      if (typeof object["$ref"] !== "string") continue;
      const target = object["$ref"]
        .replace(/^#\//, "")
        .split("/")
        .reduce((at, key) => at?.[key], document);
      expect(target, object["$ref"]).toBeDefined();
    }
  });

  it("says what a write may answer, that errors are problems, and which routes need no token", () => {
    const named = (name: string) => operations.find((operation) => operation.name === name);
    expect(Object.keys(named("POST /api/v1/sessions").responses).sort()).toEqual(["201", "202", "4XX", "5XX"]);
    expect(Object.keys(named("GET /api/v1/sessions").responses).sort()).toEqual(["200", "4XX", "5XX"]);
    expect(Object.keys(named("GET /api/v1/sessions").responses["4XX"].content)).toEqual(["application/problem+json"]);
    expect(Object.keys(named("GET /api/v1/jobs/{id}/events").responses["200"].content)).toEqual(["text/event-stream"]);
    expect(named("POST /api/v1/sessions").requestBody.required).toBe(true);
    expect(named("DELETE /api/v1/consents/{id}").requestBody.required).toBe(false);
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(named("GET /health").security).toEqual([]);
  });

  it("is a page for a browser, which loads nothing from elsewhere", async () => {
    const { headers, body } = await client.get("//api/docs", { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
    expect(headers.get("vary")).toBe("accept");
    const loaded = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = ""]) => address);
    /** An icon of its own, so that the browser asks for none. */
    expect(loaded.shift()).toBe("data:,");
    expect(loaded).toHaveLength(3);
    for (const address of loaded) {
      const part = await client.get(`/${address}`);
      expect(part.status, address).toBe(200);
      expect(part.headers.get("content-type")).toMatch(/^(text|application)\/(css|javascript)/);
    }
  });
});
