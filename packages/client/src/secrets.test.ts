/** Neither the bearer token nor a session's token is in anything that is printed or serialized. */
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { Assent } from "./index.ts";
import { broken, json, problem, SESSION, serverWith } from "./test/server.ts";

const TOKEN = "bearer-3f9c";
const DATA = "data-81be";
const BODY = { user_id: "u", consent_id: "c", sportsbook: "s", session_data: DATA, expires_at: "2030-01-01T00:00:00Z" };

const shown = (value: unknown) =>
  [inspect(value, { depth: 20, showHidden: true, getters: true }), JSON.stringify(value), String(value)].join("\n");

function expectSilence(value: unknown) {
  expect(shown(value)).not.toContain(TOKEN);
  expect(shown(value)).not.toContain(DATA);
}

it("not in the client and its parts", async () => {
  const { baseUrl } = await serverWith(json(200, { session: SESSION }));
  const assent = new Assent({ baseUrl, token: TOKEN });
  await assent.sessions.get("s");
  expectSilence(assent);
  expect(shown(assent)).toContain("Sessions");
});

it("not in what was unsealed, which has it all the same", async () => {
  const { baseUrl } = await serverWith(json(200, { session: SESSION, session_data: DATA }));
  const unsealed = await new Assent({ baseUrl, token: TOKEN }).sessions.unseal("s", { purpose: "test" });
  expect(unsealed.session_data).toBe(DATA);
  expectSilence(unsealed);
  expect(shown(unsealed)).toContain(SESSION.id);
});

it("not in a job's handle", async () => {
  const { baseUrl } = await serverWith(json(202, { job_id: "job-1" }));
  const job = await new Assent({ baseUrl, token: TOKEN }).sessions.enqueue(BODY);
  expectSilence(job);
  expect(shown(job)).toContain("job-1");
});

it.each([
  ["a problem", problem(422, "invalid-request")],
  ["a lost connection", broken],
])("not in the error after %s", async (_, reply) => {
  const { baseUrl } = await serverWith(reply);
  const error: unknown = await new Assent({ baseUrl, token: TOKEN, deadlineMs: 50 }).sessions.create(BODY).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expectSilence(error);
});

it("not in the error about a token that no header can carry, or a password in the URL", () => {
  for (const make of [
    () => new Assent({ baseUrl: "http://localhost", token: `${TOKEN}\n` }),
    () => new Assent({ baseUrl: `http://me:${TOKEN}@localhost` }),
  ]) {
    expect(make).toThrow(TypeError);
    try {
      make();
    } catch (error) {
      expectSilence(error);
    }
  }
});
