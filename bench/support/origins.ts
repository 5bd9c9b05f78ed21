/** One row in each state, made through the public API, for a history to be copied from. */
import { randomUUID } from "node:crypto";
import { uuidAt } from "./clone-rows.ts";
import { addConsents, sessionBody } from "./consents.ts";
import { call, expectStatus } from "./http.ts";
import type { System } from "./system.ts";

export interface Origin {
  table: "jobs" | "sportsbook_sessions" | "audit_logs";
  /** SQL: which row to copy. */
  like: string;
  /** How many of a hundred rows are like it. */
  percent: number;
  /** SQL of what differs from row to row, besides times and owners. @param at SQL of the time when the row was written */
  set: (at: string) => Record<string, string>;
}

/** The jobs that have left each of the states. */
interface Jobs {
  created: string;
  refused: string;
  revoked: string;
  expired: string;
  cancelled: string;
}

export async function writeOrigins(system: System): Promise<Origin[]> {
  const { jobs, sessions } = await writeOneOfEach(system);
  return [...jobsLike(jobs), ...sessionsLike(sessions), ...auditsLike(jobs)];
}

async function writeOneOfEach(system: System) {
  const api = await system.startApi();
  const [consent] = await addConsents(system.sql, 1);
  if (!consent) throw new Error("no consent");
  const write = async (status: number, method: string, path: string, body?: object, headers = {}) =>
    (await expectStatus(status, call(api.url, method, path, body, headers))).body;
  const create = () => write(201, "POST", "/sessions", sessionBody(consent));

  const { job_id: cancelled } = await write(202, "POST", "/sessions", sessionBody(consent), { prefer: "respond-async" });
  await write(200, "DELETE", `/jobs/${cancelled}`);
  const worker = await system.startWorker();
  const { job_id: created, session: active } = await create();
  const { job_id: refused } = await write(403, "POST", "/sessions", sessionBody({ ...consent, consentId: randomUUID() }));
  const [one, other] = [(await create())["session"].id, (await create())["session"].id];
  const { job_id: revoked } = await write(200, "DELETE", `/sessions/${one}`);
  const { job_id: expired } = await write(200, "PATCH", `/sessions/${other}`, { status: "expired" });
  await Promise.all([api.stop(), worker.stop()]);
  return { jobs: { created, refused, revoked, expired, cancelled }, sessions: { active: active.id, expired: other, revoked: one } };
}

function jobsLike({ created, refused, revoked, cancelled }: Jobs): Origin[] {
  const like = (id: string, percent: number, set = {}): Origin => ({ table: "jobs", like: `id = '${id}'`, percent, set: () => set });
  return [like(created, 80), like(revoked, 10), like(refused, 5), like(refused, 3, { status: "'failed'" }), like(cancelled, 2)];
}

function sessionsLike({ active, expired, revoked }: { active: string; expired: string; revoked: string }): Origin[] {
  const like = (id: string, percent: number, set = {}): Origin => {
    return { table: "sportsbook_sessions", like: `id = '${id}'`, percent, set: (at) => ({ created_by_job: uuidAt(at), ...set }) };
  };
  return [like(active, 20, { expires_at: "now() + interval '30 days' + n * interval '1 second'" }), like(expired, 60), like(revoked, 20)];
}

function auditsLike({ created, refused, revoked, expired }: Jobs): Origin[] {
  const set = (at: string) => ({ subject: `'session:' || ${uuidAt(at)}`, job_id: uuidAt(at) });
  const like = (id: string, percent: number): Origin => ({ table: "audit_logs", like: `job_id = '${id}'`, percent, set });
  return [like(created, 65), like(revoked, 15), like(expired, 15), like(refused, 5)];
}
