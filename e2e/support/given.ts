/** Objects that a test starts from, made through the API. */
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Client } from "./client.ts";
import { newConsent, newSession } from "./requests.ts";

/** Variables of a system whose API waits for its workers even on a busy machine. */
export const PATIENT = { API_WAIT_MS: "20000" };

export async function givenConsent(client: Client, changes: Record<string, unknown> = {}) {
  const { status, body } = await client.post("/consents", newConsent(changes));
  expect(status, JSON.stringify(body)).toBe(201);
  return body.consent;
}

export async function givenSession(client: Client, changes: Record<string, unknown> = {}) {
  const { status, body } = await client.post("/sessions", newSession(changes));
  expect(status, JSON.stringify(body)).toBe(201);
  return body.session;
}

/** A user nobody else has, with a valid consent: what a body of POST /sessions needs. */
export async function givenUser(client: Client, consent: Record<string, unknown> = {}) {
  const user_id = randomUUID();
  const { id: consent_id } = await givenConsent(client, { ...consent, user_id });
  return { user_id, consent_id } as { user_id: string; consent_id: string };
}

/** A job that waits, because the system has no worker. */
export async function givenQueuedJob(client: Client, changes: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await client.post("/sessions", newSession(changes), { prefer: "respond-async" });
  expect(status, JSON.stringify(body)).toBe(202);
  return body.job_id;
}
