/** What the server decides cannot be sent along: each such field is refused by name, wherever a body is read, and nothing is done. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { contractIn } from "../support/contract.ts";
import { givenSession, givenUser, PATIENT } from "../support/given.ts";
import { operationsIn } from "../support/openapi.ts";
import { expectInvalid } from "../support/problems.ts";
import { countOf } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";

const { client, database } = await startSystem({ env: PATIENT });
const own = await givenUser(client);
const { id } = await givenSession(client, own);

const OURS: Record<string, unknown> = {
  ...{ id: randomUUID(), session_id: randomUUID(), job_id: randomUUID(), created_by_job: randomUUID(), worker_id: randomUUID() },
  ...{ user_id: own.user_id, userId: own.user_id, principal: "somebody", actor: "somebody", role: "operator", scope: "sessions:unseal" },
  ...{ status: "active", version: 7, paper_trading: false, attempts: 0, priority: 1, kind: "session.create", result: {} },
  ...{ key_id: "k", wrapped_key: "AAAA", ciphertext: "AAAA", sealed_session_data: "AAAA", evidence_salt: "AAAA" },
  ...{ created_at: "2001-01-01T00:00:00Z", granted_at: "2001-01-01T00:00:00Z", withdrawn_at: null, ended_at: null, ended_by: "x" },
};
const WITH_BODY = operationsIn(contractIn("openapi.json")).filter(({ bodyFields }) => bodyFields.length > 0);
const rows = async () => [
  await countOf(database, "jobs"),
  await countOf(database, "sportsbook_sessions"),
  await countOf(database, "user_consents"),
];

it("looks at every call that has a body", () => {
  expect(WITH_BODY.length).toBeGreaterThan(6);
});

it.each(WITH_BODY)("$method $path", async ({ method, path, bodyFields, example }) => {
  const before = await rows();
  const target = `/${path.replace("{id}", id).replace("{kind}", "session.create")}`;
  const foreign = Object.entries(OURS).filter(([name]) => !bodyFields.includes(name));
  for (const [name, value] of foreign) expectInvalid(await client.send(method, target, { ...example, [name]: value }), name);
  const names = foreign.map(([name]) => name);
  expectInvalid(await client.send(method, target, { ...example, ...Object.fromEntries(foreign) }), ...names);
  expect(await rows()).toEqual(before);
  expect((await client.get(`/sessions/${id}`)).body.session).toMatchObject({ status: "active", version: 1, paper_trading: true });
});
