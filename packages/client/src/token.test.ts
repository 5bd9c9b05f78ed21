import { expect, it } from "vitest";
import { Assent } from "./index.ts";
import { json, problem, type Reply, SESSION, serverWith } from "./test/server.ts";

const refused = problem(401, "unauthenticated");
const read = json(200, { session: SESSION });
const onlyFor =
  (token: string): Reply =>
  (response, asked) =>
    (asked.headers.authorization === `Bearer ${token}` ? read : refused)(response, asked);

/** Gives out `token-1`, `token-2` and so on. */
function numbered() {
  let given = 0;
  return { token: async () => `token-${++given}`, given: () => given };
}

it("is asked for once, by all who call at the same time", async () => {
  const { baseUrl } = await serverWith(onlyFor("token-1"));
  const { token, given } = numbered();
  const assent = new Assent({ baseUrl, token });
  await Promise.all([assent.sessions.get("a"), assent.sessions.get("b"), assent.sessions.get("c")]);
  expect(given()).toBe(1);
});

it("is asked for once more after 401, by all who call at the same time", async () => {
  const { baseUrl } = await serverWith(onlyFor("token-2"));
  const { token, given } = numbered();
  const assent = new Assent({ baseUrl, token });
  await Promise.all([assent.sessions.get("a"), assent.sessions.get("b"), assent.sessions.get("c")]);
  expect(given()).toBe(2);
});

it("is not asked for a third time when that is refused as well", async () => {
  const { baseUrl, asked } = await serverWith(refused);
  const { token } = numbered();
  await expect(new Assent({ baseUrl, token }).sessions.get("a")).rejects.toMatchObject({ status: 401 });
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
});

it("is asked for anew after its function has failed, whose error the call throws", async () => {
  const { baseUrl } = await serverWith(read);
  let failed = false;
  async function token() {
    if (failed) return "token";
    failed = true;
    throw new Error("the issuer is away");
  }
  const assent = new Assent({ baseUrl, token });
  await expect(assent.sessions.get("a")).rejects.toThrow("the issuer is away");
  expect(await assent.sessions.get("a")).toEqual(SESSION);
});

it("is sent once if it is a string", async () => {
  const { baseUrl, asked } = await serverWith(refused);
  await expect(new Assent({ baseUrl, token: "old" }).sessions.get("a")).rejects.toMatchObject({ status: 401 });
  expect(asked).toHaveLength(1);
});

it("that nobody gives holds up no call beyond its deadline, and no call after it", async () => {
  const { baseUrl } = await serverWith(onlyFor("late"));
  const answers = [new Promise<string>(() => {}), Promise.resolve("late")];
  const assent = new Assent({ baseUrl, token: () => answers.shift() ?? "" });
  await expect(assent.sessions.get("a", { deadlineMs: 50 })).rejects.toMatchObject({ name: "AssentTimeout" });
  expect(await assent.sessions.get("a")).toEqual(SESSION);
});

it("that nobody gives holds up no caller who has given up", async () => {
  const { baseUrl } = await serverWith(read);
  const call = new Assent({ baseUrl, token: () => new Promise<string>(() => {}) }).sessions.get("a", { signal: AbortSignal.timeout(20) });
  await expect(call).rejects.toMatchObject({ name: "TimeoutError" });
});
