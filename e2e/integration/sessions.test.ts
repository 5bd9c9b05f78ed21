import { backendOfTest } from "@assent/testkit";
import { open, parseKeyring } from "@assent/vault";
import { describe, expect, it } from "vitest";
import { newSession } from "../support/requests.ts";
import { startSystem } from "../support/system.ts";

interface Stored {
  session_data: Buffer;
  wrapped_key: Buffer;
  key_id: string;
}

describe.skipIf(!backendOfTest().available)("sessions", async () => {
  const { client, database, variables } = await startSystem();

  it("creates a session through a worker", async () => {
    const { status, body, headers } = await client.post("/sessions", newSession());
    expect(status).toBe(201);
    expect(body).toMatchObject({ message: "Session created successfully", session: { status: "active", sportsbook: "test_sportsbook" } });
    expect(headers.get("location")).toBe(`/api/v1/sessions/${body.session.id}`);
    expect((await client.get(`/jobs/${body.job_id}`)).body.job).toMatchObject({ kind: "session.create", status: "completed" });
  });

  it("keeps a token so that the keyring opens it in its own row, and nothing of it once the session has ended", async () => {
    const wanted = newSession({ session_data: "tokén 🎲".repeat(1_000) });
    const { id } = (await client.post("/sessions", wanted)).body.session;
    const stored = async () => {
      const [row] = await database.client<Stored[]>`select session_data, wrapped_key, key_id from sportsbook_sessions where id = ${id}`;
      return row as Stored;
    };
    const { session_data: ciphertext, wrapped_key: wrappedKey, key_id: keyId } = await stored();
    const place = { sessionId: id, userId: wanted.user_id, consentId: wanted.consent_id, sportsbook: wanted.sportsbook, dataVersion: 1 };
    const keyring = parseKeyring(variables["SESSION_ENCRYPTION_KEY"] ?? "");
    expect(open(keyring, { keyId, wrappedKey, ciphertext }, place)).toBe(wanted.session_data);
    await client.delete(`/sessions/${id}`);
    expect(await stored()).toEqual({ session_data: null, wrapped_key: null, key_id: null });
  });
});
