import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenUser } from "../../support/given.ts";
import { HOSTILE_ESCAPES, HOSTILE_HEADERS, HOSTILE_JSON } from "../../support/hostile.ts";
import { type Operation, operationsOf, pathWith } from "../../support/openapi.ts";
import { inHours, newConsent, newSession } from "../../support/requests.ts";
import { startSystem } from "../../support/system.ts";
import { type Exactly, sendExactly } from "../../support/wire.ts";

const EVERYWHERE = ["x-request-id", "traceparent", "accept", "authorization", "content-type"];

describe.skipIf(!backendOfTest().available)("whatever a client sends", async () => {
  const { client, database, startWorker, stop, url } = await startSystem({ workers: 0, env: { API_WAIT_MS: "0" } });
  const worker = await startWorker();
  const waiting = client.with({ prefer: "wait=25" });
  const own = await givenUser(waiting);
  const { session, job_id } = (await waiting.post("/sessions", newSession())).body;
  await stop(worker);

  const operations = await operationsOf(client);
  const ids: Record<string, string> = { sessions: session.id, jobs: job_id, consents: own.consent_id, workers: worker.heartbeat.id };
  const targetOf = ({ path }: Operation) => pathWith(path, ids[path.split("/")[3] ?? ""] ?? "");

  /** A body that the operation takes. */
  function bodyOf({ path, method }: Operation): Record<string, unknown> {
    if (method === "PATCH") return { expires_at: inHours(1) };
    if (method !== "POST") return {};
    return path.endsWith("/sessions") ? newSession() : path.endsWith("/consents") ? newConsent() : {};
  }

  async function expectNoFault(requests: Exactly[]) {
    for (let i = 0; i < requests.length; i += 50) {
      const some = requests.slice(i, i + 50);
      const answers = await Promise.all(some.map((request) => sendExactly(url, request)));
      const faults = answers.flatMap(({ status, text }, at) => (status >= 500 ? [{ request: some[at], status, text }] : []));
      expect(faults).toEqual([]);
    }
  }

  it.each(operations)("$method $path has no fault with any address", async ({ method, path }) => {
    await expectNoFault(path.includes("{id}") ? HOSTILE_ESCAPES.map((id) => ({ method, path: pathWith(path, id) })) : []);
  });

  it.each(operations)("$method $path has no fault with any query", async (operation) => {
    const names = [...operation.query, "unknown", "__proto__"];
    const queries = names.flatMap((name) => [...HOSTILE_ESCAPES, `a&${name}=b`, "&&=&"].map((value) => `${name}=${value}`));
    await expectNoFault(queries.map((query) => ({ method: operation.method, path: `${targetOf(operation)}?${query}` })));
  });

  it.each(operations)("$method $path has no fault with any header", async (operation) => {
    const request = { method: operation.method, path: targetOf(operation), body: JSON.stringify(bodyOf(operation)) };
    const own = operation.headers.flatMap((name) => HOSTILE_HEADERS.map((text) => ({ [name]: text })));
    const common = HOSTILE_HEADERS.map((text) => Object.fromEntries(EVERYWHERE.map((name) => [name, text])));
    await expectNoFault(
      [...own, ...common].map((headers) => ({ ...request, headers: { "content-type": "application/json", ...headers } })),
    );
  });

  it.each(operations)("$method $path has no fault with any body", async (operation) => {
    const headers = { "content-type": "application/json" };
    const put = (field: string, json: string) => JSON.stringify({ ...bodyOf(operation), [field]: "@" }).replace('"@"', () => json);
    const bodies = [...HOSTILE_JSON, ...operation.bodyFields.flatMap((field) => HOSTILE_JSON.map((json) => put(field, json)))];
    await expectNoFault(bodies.map((body) => ({ method: operation.method, path: targetOf(operation), headers, body })));
  });

  it("no job that was accepted makes a worker throw", async () => {
    await startWorker();
    const look = () => database.client`
      select count(*) filter (where status = 'queued')::int as open, count(*)::int as all_of_them,
        count(*) filter (where attempts > 0 or status = 'failed')::int as thrown from jobs`;
    const [row] = await until(
      "every job has settled",
      async () => {
        const found = await look();
        return found[0]?.["open"] === 0 && found;
      },
      25_000,
    );
    expect(row?.["all_of_them"]).toBeGreaterThan(100);
    expect(row?.["thrown"]).toBe(0);
  });
});
