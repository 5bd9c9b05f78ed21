import { gzipSync } from "node:zlib";
import { backendOfTest } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { expectInvalid, expectProblem } from "../../support/problems.ts";
import { newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { sendBytes, sendExactly, sendJson } from "../../support/wire.ts";

describe.skipIf(!backendOfTest().available)("a body that cannot be read", async () => {
  const { client, url } = await startSystem({ workers: 0, env: { API_WAIT_MS: "0" } });
  const post = (body: string | Buffer, headers: Record<string, string> = {}) => sendJson(url, "POST", "/sessions", body, headers);
  const valid = JSON.stringify(newSession());

  it.each([
    ["cut off", valid.slice(0, -1)],
    ["not JSON", "user_id=1"],
    ["two values", `${valid}${valid}`],
    ["a trailing comma", valid.replace("}", ",}")],
    ["NaN", valid.replace(/"expires_at":"[^"]*"/, '"expires_at":NaN')],
    ["a raw control character in a string", valid.replace("a-token", "a\u0001token")],
    ["only white space", " \n"],
    ["an unfinished thousand levels", "[".repeat(100_000)],
  ])("is 400: %s", async (_, body) => expectProblem(await post(body), "malformed-request"));

  it("is 400 when it is not UTF-8, rather than stored with other characters in it", async () => {
    const latin1 = Buffer.from(valid.replace("a-token", "t\u00f6ken"), "latin1");
    expectProblem(await post(latin1), "malformed-request");
    expect((await post(Buffer.from(valid.replace("a-token", "t\u00f6ken")))).status).toBe(202);
    expect((await post(`\ufeff${valid}`)).status).toBe(202);
  });

  it("does not quote what it could not read", async () => {
    const { text } = await post('{"session_data": "top-secret-token", oops');
    expect(text).not.toMatch(/top-secret|oops/);
  });

  it("is 422 when it is JSON but no object, or not there", async () => {
    for (const body of ["null", "7", '"text"', "[]", "true", "", "[".repeat(30_000) + "]".repeat(30_000)])
      expectInvalid(await post(body), "body");
    const deep = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
    expectInvalid(await post(valid.replace(/"sportsbook":"[^"]*"/, `"sportsbook":${deep}`)), "sportsbook");
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "text/json",
    "nonsense",
  ])("is 415 as %s", async (type) => expectProblem(await post(valid, { "content-type": type }), "unsupported-media-type"));

  it("is 415 without a content type, and read as JSON with parameters to it", async () => {
    expectProblem(await sendExactly(url, { method: "POST", path: "/api/v1/sessions", body: valid }), "unsupported-media-type");
    expect((await post(valid, { "content-type": "application/json; charset=UTF-8" })).status).toBe(202);
    expect((await post(valid, { "content-type": 'application/json; charset="utf-8"' })).status).toBe(202);
    expect((await post(valid, { "content-type": "Application/JSON;v=1" })).status).toBe(202);
  });

  it.each(["utf-16", '"UTF-16LE"', "iso-8859-1", '""'])("is 415 in the charset %s", async (charset) => {
    expectProblem(await post(valid, { "content-type": `application/json; charset=${charset}` }), "unsupported-media-type");
  });

  it("is 415 with any Content-Encoding, and says that it takes none", async () => {
    for (const encoding of ["gzip", "br", "identity, gzip", "nonsense"]) {
      const answer = await post(valid, { "content-encoding": encoding });
      expectProblem(answer, "unsupported-media-type", { detail: expect.stringContaining("Content-Encoding") });
      expect(answer.headers.get("accept-encoding")).toBe("identity");
    }
    expectProblem(await post(gzipSync(valid), { "content-encoding": "gzip" }), "unsupported-media-type");
    expect((await post(valid, { "content-encoding": "Identity" })).status).toBe(202);
  });

  it("is 413 from 128 KiB on, whatever is in it", async () => {
    const padded = (bytes: number) => valid + " ".repeat(bytes - valid.length);
    expect((await post(padded(128 * 1024))).status).toBe(202);
    expectProblem(await post(padded(128 * 1024 + 1)), "payload-too-large");
    expectProblem(await post("x".repeat(200_000), { "transfer-encoding": "chunked" }), "payload-too-large");
  });

  it("is refused on routes that take none", async () => {
    const { body } = await client.post("/consents", newConsent());
    expectInvalid(await sendJson(url, "DELETE", `/jobs/${body.job_id}`, '{"force":true}'), "force");
    expectProblem(await sendJson(url, "DELETE", `/jobs/${body.job_id}`, "{"), "malformed-request");
  });

  it.each([
    ["no HTTP at all", "hello\r\n\r\n", 400],
    ["NUL in a header", "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\0b\r\nConnection: close\r\n\r\n", 400],
    ["two lengths", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400],
    ["a length and chunks", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400],
    ["endless headers", `GET /health HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ])("what is not a request is answered with a problem as well: %s", async (_, bytes, status) => {
    const [head = "", body = ""] = (await sendBytes(url, bytes)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\nContent-Type: application/problem\\+json\r\n`));
    expect(JSON.parse(body)).toMatchObject({
      type: "urn:assent:problem:malformed-request",
      status,
      instance: expect.stringMatching(/^urn:/),
    });
  });
});
