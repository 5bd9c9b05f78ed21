import type { AnyJson } from "@assent/testkit";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { contractIn, resolved } from "../../support/contract.ts";
import { readDocument } from "../../support/openapi.ts";
import { startSystem } from "../../support/system.ts";

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

  it("is OpenAPI 3.1 for curl: the contract that is committed, to the byte", async () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: "Assent", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(document).toEqual(contractIn("openapi.json"));
    expect((await client.get("//api/docs", { accept: "*/*" })).headers.get("content-type")).toMatch(/^application\/json/);
  });

  it("keeps the rules of the format", () => {
    for (const { name, path, parameters = [], responses, tags, summary } of operations) {
      expect(summary, name).toMatch(/\w/);
      expect(document.tags, name).toContainEqual(expect.objectContaining({ name: tags[0] }));
      expect(
        Object.keys(responses).every((code) => /^[1-5]\d\d$/.test(code)),
        name,
      ).toBe(true);
      for (const response of Object.values<AnyJson>(responses)) expect(resolved(document, response).description, name).toMatch(/\w/);
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
    const statuses = (name: string) => Object.keys(named(name).responses);
    expect(statuses("POST /api/v1/sessions")).toEqual([
      "201",
      "202",
      "400",
      "401",
      "403",
      "408",
      "409",
      "413",
      "415",
      "422",
      "429",
      "431",
      "500",
      "503",
    ]);
    expect(statuses("GET /api/v1/sessions")).toEqual(["200", "400", "401", "403", "408", "422", "429", "431", "500", "503"]);
    expect(statuses("GET /health/live")).toEqual(["200", "400", "408", "431", "500", "503"]);
    expect(resolved(document, named("GET /api/v1/sessions/{id}").responses["404"]).content).toHaveProperty(["application/problem+json"]);
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
