/** What a fleet sees on an ordinary day, in small: made up users whose sessions come, are renewed, and end. */
import { randomUUID } from "node:crypto";
import { SESSION_PURPOSE } from "@assent/domain";
import type { ApiClient } from "./client.ts";
import { EXIT, Failure } from "./failure.ts";
import { pause, remark, say } from "./output.ts";

interface User {
  userId: string;
  consentId: string;
  /** Those that are believed to live, oldest first. */
  sessions: string[];
}

interface Demo {
  client: ApiClient;
  users: User[];
}

const USERS = 20;
const SPORTSBOOKS = ["alpha", "bravo", "charlie"];
/** Of a user, remembered for renewals and revocations. */
const MOST_SESSIONS = 20;
const REPORT_EVERY_MS = 10_000;
const POISON_EVERY_MS = 30_000;

type Act = (demo: Demo, user: User) => Promise<unknown>;

/** Where the system is slow it may be over before it is accepted, and is then declined. */
const SHORT_LIVED = "short-lived";

/** How often each comes in a hundred. */
const MIX: [weight: number, name: string, act: Act][] = [
  [50, "created", (demo, user) => createSession(demo, user, 3_600)],
  [14, SHORT_LIVED, (demo, user) => createSession(demo, user, 3)],
  [12, "renewed", renew],
  [10, "refused", createWithoutConsent],
  [6, "checked", ({ client }, { consentId }) => client.post(`/consents/${consentId}/checks`)],
  [5, "revoked", revoke],
  [3, "withdrawn", withdraw],
];

export interface DemoOptions {
  /** Requests a second. */
  rate: number;
  /** Puts a job into the system that always fails. */
  poison?: (() => Promise<void>) | undefined;
  signal: AbortSignal;
}

export async function runDemo(client: ApiClient, { rate, poison, signal }: DemoOptions): Promise<void> {
  const demo: Demo = { client, users: [] };
  for (let i = 0; i < USERS && !signal.aborted; i++) demo.users.push(await newUser(client));
  /** Once outside of the mix: a token that lacks a right is told so at once. */
  for (const user of demo.users.slice(0, 1)) await createSession(demo, user, 3_600);
  const counts = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  let fatal: unknown;
  let reportAt = Date.now() + REPORT_EVERY_MS;
  let poisonAt = Date.now();
  while (fatal === undefined && (await pause(1_000 / rate, signal))) {
    const step: Promise<void> = act(demo, counts)
      .catch((error: unknown) => {
        fatal = error;
      })
      .finally(() => underWay.delete(step));
    underWay.add(step);
    if (poison && Date.now() >= poisonAt) {
      poisonAt += POISON_EVERY_MS;
      await poison();
      count(counts, "poisoned");
    }
    if (Date.now() < reportAt) continue;
    reportAt += REPORT_EVERY_MS;
    say(summary(counts));
  }
  await Promise.all(underWay);
  if (fatal !== undefined) throw fatal;
  say(`Stopped. ${summary(counts)}`);
}

async function act(demo: Demo, counts: Map<string, number>): Promise<void> {
  const [, name, run] = pick();
  const user = anyOf(demo.users);
  try {
    await run(demo, user);
    count(counts, name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    /** What it may meet: consents that were just withdrawn, sessions that have just ended, a system that is busy. */
    if (error.exitCode === EXIT.usage && name !== SHORT_LIVED) throw error;
    if (error.exitCode === EXIT.unreachable) remark(error.message);
    count(counts, name === "refused" && error.exitCode === EXIT.refused ? name : "declined");
  }
}

function pick() {
  let left = Math.random() * MIX.reduce((sum, [weight]) => sum + weight, 0);
  const found = MIX.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return found ?? (MIX[0] as (typeof MIX)[number]);
}

const count = (counts: Map<string, number>, name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1);
const summary = (counts: Map<string, number>) => [...counts].map(([name, times]) => `${times} ${name}`).join(", ") || "nothing yet";
const anyOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

async function newUser(client: ApiClient): Promise<User> {
  const userId = randomUUID();
  const wanted = { user_id: userId, purpose: SESSION_PURPOSE, document_version: "demo" };
  const { consent } = await client.post<{ consent: { id: string } }>("/consents", wanted);
  return { userId, consentId: consent.id, sessions: [] };
}

const sessionOf = ({ userId, consentId }: User, seconds: number) => ({
  ...{ user_id: userId, consent_id: consentId, sportsbook: anyOf(SPORTSBOOKS) },
  ...{ session_data: `demo-${randomUUID()}`, expires_at: inSeconds(seconds) },
});

async function createSession({ client }: Demo, user: User, seconds: number) {
  const { session } = await client.post<{ session?: { id: string } }>("/sessions", sessionOf(user, seconds));
  if (session && seconds > 60) user.sessions = [...user.sessions, session.id].slice(-MOST_SESSIONS);
}

async function createWithoutConsent({ client }: Demo, user: User) {
  await client.post("/sessions", sessionOf({ ...user, consentId: randomUUID() }, 3_600));
}

async function renew(demo: Demo, user: User) {
  const id = user.sessions.at(-1);
  if (id === undefined) return createSession(demo, user, 3_600);
  await demo.client.patch(`/sessions/${id}`, { expires_at: inSeconds(7_200) });
}

async function revoke(demo: Demo, user: User) {
  const id = user.sessions.shift();
  if (id === undefined) return createSession(demo, user, 3_600);
  await demo.client.delete(`/sessions/${id}`);
}

/** Somebody else comes instead. */
async function withdraw(demo: Demo, user: User) {
  demo.users[demo.users.indexOf(user)] = await newUser(demo.client);
  await demo.client.delete(`/consents/${user.consentId}`);
}
