import type { AnyJson } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { contractIn } from "../support/contract.ts";
import { breakingChanges } from "./breaking-changes.ts";

const released = contractIn("openapi.released.json");
const createSession = (document: AnyJson) => document.paths["/api/v1/sessions"].post;
const session = (document: AnyJson) => document.components.schemas.Session;

/** What became of the released contract by one change. */
function changed(change: (document: AnyJson) => void): string[] {
  const after = structuredClone(released);
  change(after);
  return breakingChanges(released, after);
}

describe("a change of the contract", () => {
  it.each<[string, (document: AnyJson) => void, string]>([
    ["a call is gone", (d) => delete d.paths["/api/v1/jobs/{id}"].delete, "DELETE /api/v1/jobs/{id} is gone"],
    ["a call has another name", (d) => Object.assign(createSession(d), { operationId: "addSession" }), "its operationId was createSession"],
    ["a call needs another scope", (d) => Object.assign(createSession(d), { security: [{ bearer: ["all"] }] }), 'is "all"'],
    ["users may not call it any more", (d) => Object.assign(createSession(d), { "x-owner": "fleet" }), "its owner was body and is fleet"],
    ["a status is gone", (d) => delete createSession(d).responses["202"], "POST /api/v1/sessions: the answer 202 is gone"],
    ["a query is gone", (d) => d.paths["/api/v1/sessions"].get.parameters.shift(), "the query parameter user_id is gone"],
    ["a parameter is needed", (d) => Object.assign(createSession(d).parameters[1], { required: true }), "Idempotency-Key is required now"],
    [
      "a body is needed",
      (d) => Object.assign(d.paths["/api/v1/consents/{id}"].delete.requestBody, { required: true }),
      "a body is required now",
    ],
    ["a field is needed", (d) => d.components.schemas.NewConsent.required.push("evidence"), "the body.evidence is required now"],
    ["a field is not taken", (d) => delete d.components.schemas.NewSession.properties.sportsbook, "the body.sportsbook is gone"],
    [
      "a text may be shorter only",
      (d) => Object.assign(d.components.schemas.NewSession.properties.sportsbook, { maxLength: 8 }),
      "maxLength: 8",
    ],
    [
      "null is not taken",
      (d) => d.components.schemas.NewConsent.properties.expires_at.anyOf.pop(),
      "the body.expires_at cannot be null any more",
    ],
    ["a value is not taken", (d) => d.components.schemas.SessionChange.properties.status.enum.pop(), 'has no "revoked" any more'],
    ["a field is not answered", (d) => delete session(d).properties.version, ".version is gone"],
    ["a field is not always answered", (d) => session(d).required.pop(), ".updated_at need not be there any more"],
    ["a field may be null", (d) => Object.assign(session(d).properties.version, { type: ["integer", "null"] }), "version can be null now"],
    ["a field has another type", (d) => Object.assign(session(d).properties.version, { type: "string" }), "version can be string now"],
    ["a value is not answered", (d) => session(d).properties.status.enum.shift(), 'has no "active" any more'],
    ["a field deep in a list", (d) => delete d.components.schemas.Kind.properties.queued, "kinds.queued is gone"],
    [
      "a problem is not told",
      (d) => d.components.responses.Conflict.content["application/problem+json"].schema.allOf[1].properties.type.enum.pop(),
      "has no",
    ],
    [
      "an answer has another type",
      (d) => Object.assign(d.paths["/health"].get.responses["200"], { content: {} }),
      "is not application/json any more",
    ],
  ])("breaks clients: %s", (_, change, words) => {
    const changes = changed(change);
    expect(changes).not.toEqual([]);
    for (const one of changes) expect(one).toContain(words);
  });

  it.each<[string, (document: AnyJson) => void]>([
    ["none", () => {}],
    ["a call more", (d) => Object.assign(d.paths, { "/api/v1/new": { get: createSession(d) } })],
    ["a status more", (d) => Object.assign(createSession(d).responses, { 418: { description: "later" } })],
    ["a field more in an answer", (d) => Object.assign(session(d).properties, { colour: { type: "string" } })],
    ["a value more in an answer", (d) => session(d).properties.status.enum.push("frozen")],
    ["a field more that may be sent", (d) => Object.assign(d.components.schemas.NewSession.properties, { colour: { type: "string" } })],
    ["a text may be longer", (d) => Object.assign(d.components.schemas.NewSession.properties.sportsbook, { maxLength: 80 })],
    ["other words", (d) => Object.assign(createSession(d), { summary: "Make a session" })],
  ])("breaks nobody: %s", (_, change) => expect(changed(change)).toEqual([]));
});

describe("the contract of this version", () => {
  it("breaks no client of the last release; who means to says so by a new version of the API", () => {
    expect(breakingChanges(released, contractIn("openapi.json"))).toEqual([]);
  });
});
