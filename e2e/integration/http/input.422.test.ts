import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { sendJson } from "../../support/wire.ts";

describe.skipIf(!backendOfTest().available)("a body that is not valid", async () => {
  const { client, url } = await startSystem({ workers: 0, env: { API_WAIT_MS: "0" } });
  const session = (changes: Record<string, unknown>) => client.post("/sessions", newSession(changes));
  const consent = (changes: Record<string, unknown>) => client.post("/consents", newConsent(changes));
  const inJson = (field: string, json: string) =>
    sendJson(url, "POST", "/sessions", JSON.stringify(newSession({ [field]: "@" })).replace('"@"', json));

  it("names every field that is missing, and every one that should not be there", async () => {
    const answer = await client.post("/sessions", { colour: "red", Sportsbook: "x" });
    expectInvalid(answer, "Sportsbook", "colour", "consent_id", "expires_at", "session_data", "sportsbook", "user_id");
    expect(answer.body.errors).toContainEqual({ field: "user_id", rule: expect.stringContaining("required") });
    expect(answer.body.errors).toContainEqual({ field: "colour", rule: "is not a field of this request" });
  });

  it("names each field once, with one rule, however many it breaks", async () => {
    const errors = async (changes: Record<string, unknown>) => (await session(changes)).body.errors;
    expect(await errors({ expires_at: "2030-06-30T23:59:60Z" })).toEqual([{ field: "expires_at", rule: "Invalid ISO datetime" }]);
    expect(await errors({ session_data: "x".repeat(64 * 1024 + 1) })).toHaveLength(1);
    expect(await errors({ session_data: `${"x".repeat(64 * 1024)}\0`, sportsbook: "X".repeat(65) })).toHaveLength(2);
  });

  it("says that a body is required when there is none", async () => {
    for (const { body } of [await client.post("/sessions"), await client.post("/consents"), await sendJson(url, "POST", "/sessions", "")])
      expect(body.errors).toEqual([{ field: "body", rule: "is required: object" }]);
    expect((await session({ sportsbook: null })).body.errors[0].rule).toMatch(/received null$/);
  });

  it("says what evidence may be", async () => {
    const post = (json: string) => sendJson(url, "POST", "/consents", JSON.stringify(newConsent({ evidence: "@" })).replace('"@"', json));
    const rule = "must be text of 1 to 1024 characters, a finite number, true, false or null";
    for (const json of ["1e400", "-1e400", "{}", "[1]"])
      expect((await post(`{"a":${json}}`)).body.errors).toEqual([{ field: "evidence.a", rule }]);
    const { body } = await post('{"":1}');
    expect(body.errors).toEqual([{ field: "evidence", rule: "must have keys of 1 to 64 characters, without NUL or unpaired surrogates" }]);
  });

  it.each(["user_id", "consent_id", "sportsbook", "session_data", "expires_at"])("takes nothing but text for %s", async (field) => {
    for (const value of [7, 7.5, true, null, {}, [], ["x"]]) expectInvalid(await session({ [field]: value }), field);
    for (const json of ["1e400", "-0", "7.0"]) expectInvalid(await inJson(field, json), field);
  });

  it("turns no text into something else", async () => {
    expectInvalid(await consent({ sportsbooks: "book_a" }), "sportsbooks");
    expectInvalid(await consent({ sportsbooks: { 0: "book_a" } }), "sportsbooks");
    expectInvalid(await consent({ evidence: "{}" }), "evidence");
    expectInvalid(await consent({ evidence: [] }), "evidence");
    expectInvalid(await consent({ expires_at: 1_893_456_000_000 }), "expires_at");
    expectInvalid(await client.get("/sessions?limit=7.0"), "limit");
  });

  it.each([
    ["NUL", "a\0b"],
    ["half a surrogate pair", "a\ud800b"],
    ["the other half", "\udc00"],
  ])("refuses %s in every text", async (_, text) => {
    for (const field of ["user_id", "consent_id", "sportsbook", "session_data", "expires_at"]) {
      expectInvalid(await session({ [field]: text }), field);
    }
    for (const field of ["purpose", "document_version"]) expectInvalid(await consent({ [field]: text }), field);
    expectInvalid(await consent({ sportsbooks: [text] }), "sportsbooks.0");
    expectInvalid(await consent({ evidence: { note: text } }), "evidence.note");
    expect((await consent({ evidence: { [text]: "note" } })).status).toBe(422);
    expect((await session({ [text]: "note" })).status).toBe(422);
  });

  it("takes other characters as they are", async () => {
    const evidence = { "\u{1f600}": "\u{1f600} \u0001 \ufffd \u202e", constructor: "x", toString: 1 };
    const { status, body } = await consent({ evidence });
    expect(status).toBe(202);
    expect((await client.get(`/jobs/${body.job_id}`)).status).toBe(200);
  });

  it.each([
    ["__proto__", '"__proto__":{"admin":true}', "__proto__"],
    ["__proto__, escaped", '"\\u005f_proto__":{"admin":true}', "__proto__"],
    ["__proto__, deeper", '"evidence":{"__proto__":1}', "__proto__"],
    ["a constructor's prototype", '"constructor":{"prototype":{}}', "constructor"],
    ["a constructor's prototype, deeper", '"evidence":{"constructor":{"prototype":{}}}', "evidence.constructor"],
  ])("refuses by its name a key that could do harm: %s", async (_, member, field) => {
    expectInvalid(await sendJson(url, "POST", "/consents", JSON.stringify(newConsent()).replace("{", `{${member},`)), field);
  });

  it.each([
    ["yesterday", "yesterday"],
    ["no zone", "2030-01-01T00:00:00"],
    ["a date alone", "2030-01-01"],
    ["no seconds", "2030-01-01T00:00Z"],
    ["30 February", "2030-02-30T00:00:00Z"],
    ["29 February of no leap year", "2030-02-29T00:00:00Z"],
    ["month 13", "2030-13-01T00:00:00Z"],
    ["24 o'clock", "2030-01-01T24:00:00Z"],
    ["a leap second", "2030-06-30T23:59:60Z"],
    ["the year 0000", "0000-01-01T00:00:00Z"],
    ["before 1970", "1969-12-31T23:59:59Z"],
    ["past 9999, by its offset", "9999-12-31T23:59:59-23:59"],
    ["a year of five digits", "+10000-01-01T00:00:00Z"],
    ["an offset of a whole day", "2030-01-01T00:00:00+24:00"],
    ["white space around it", " 2030-01-01T00:00:00Z"],
    ["another alphabet's digits", "\u0662\u0660\u0663\u0660-01-01T00:00:00Z"],
    ["a number in quotes", "1893456000"],
    ["PostgreSQL's own infinity", "infinity"],
  ])("refuses as a time: %s", async (_, expires_at) => {
    expectInvalid(await session({ expires_at }), "expires_at");
    expectInvalid(await consent({ expires_at }), "expires_at");
  });

  it.each(["2030-01-01T00:00:00+23:59", "2030-01-01T00:00:00-23:59", "2030-01-01T00:00:00.123456789Z", "9999-12-31T23:59:59.999Z"])(
    "takes as a time: %s",
    async (expires_at) => expect((await session({ expires_at })).status).toBe(202),
  );

  it("takes a token of 64 KiB, counted in bytes, and no longer one", async () => {
    const limit = 64 * 1024;
    expect((await session({ session_data: "x".repeat(limit) })).status).toBe(202);
    expectInvalid(await session({ session_data: "x".repeat(limit + 1) }), "session_data");
    expectInvalid(await session({ session_data: "\u00e9".repeat(limit / 2 + 1) }), "session_data");
    expectInvalid(await session({ session_data: "" }), "session_data");
  });

  it("takes ids and names in their one form", async () => {
    for (const id of [
      "",
      "1",
      "0192a000-0000-7000-8000-00000000000",
      "{0192a000-0000-7000-8000-00000000000a}",
      "0192a00000007000800000000000000a",
    ]) {
      expectInvalid(await session({ user_id: id }), "user_id");
    }
    for (const name of ["", "Bet365", "_x", "a b", "a/b", "\u0431\u043e\u043e\u043a", "x".repeat(65)])
      expectInvalid(await session({ sportsbook: name }), "sportsbook");
  });

  it("refuses queries that a route does not have", async () => {
    expectInvalid(await client.get(`/sessions/${newSession().user_id}?fields=all`), "fields");
    expectInvalid(await client.post("/sessions?dry_run=true", newSession()), "dry_run");
    expectProblem(await client.get("/sessions/%zz"), "malformed-request");
  });
});
