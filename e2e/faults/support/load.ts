/** Clients that go on and on, with pauses that leave the machine to the system: they grant and withdraw consents, create, renew and revoke sessions, and remember what they were told. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SESSION_PURPOSE } from "@assent/domain";
import { until } from "@assent/testkit";
import { type Body, type Call, perform } from "./client.ts";
import { isAcknowledged, type Operation } from "./history.ts";
import type { Random } from "./random.ts";
import type { System } from "./system.ts";

export interface Load {
  operations: Operation[];
  /** Does one thing beside the load, and remembers it as well. @returns the answer's body */
  act(call: Call): Promise<{ operation: Operation; body: Body }>;
  /** A consent that the clients do not know of. */
  grant(): Promise<Consent>;
  /** Resolves when so many more operations have been acknowledged. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface Consent {
  userId: string;
  consentId: string;
}

const CLIENTS = 6;
/** Few, so that withdrawals meet creations. */
const LATEST = 12;
const FIRST_CONSENTS = 6;
const LONGEST_PAUSE_MS = 200;

export async function startLoad(system: System, random: Random): Promise<Load> {
  const operations: Operation[] = [];
  const consents: Consent[] = [];
  const sessions: string[] = [];
  let over = false;

  async function act(call: Call) {
    const done = await perform(() => system.apis, call);
    operations.push(done.operation);
    return done;
  }

  async function grant(): Promise<Consent> {
    const userId = randomUUID();
    const { body } = await act({ ...post("consent.grant", "/consents", newConsent(userId)), headers: { prefer: "wait=20" } });
    if (!body["consent"]) throw new Error(`no consent: ${JSON.stringify(body)}`);
    return { userId, consentId: body["consent"].id as string };
  }

  const grantForAll = async () => remember(consents, await grant());

  async function create(by: Random) {
    const call = post("session.create", "/sessions", newSession(by.one(consents), by.next() < 0.1 ? by.between(1, 5) : 3_600));
    const { body } = await act({ ...call, ...patience(by), repeated: by.next() < 0.9 });
    if (body["session"]) remember(sessions, body["session"].id as string);
  }

  const change = (by: Random, call: Omit<Call, "repeated">) => act({ ...call, ...patience(by), repeated: true });

  const doings: [weight: number, (by: Random) => Promise<unknown>][] = [
    [50, create],
    [18, (by) => ifAny(sessions, () => change(by, renewal(by.one(sessions))))],
    [10, (by) => ifAny(sessions, () => change(by, { kind: "session.revoke", method: "DELETE", path: `/sessions/${by.one(sessions)}` }))],
    [8, () => grantForAll().catch(() => {})],
    [6, (by) => change(by, withdrawal(by.one(consents)))],
    [8, (by) => change(by, { kind: "consent.check", method: "POST", path: `/consents/${by.one(consents).consentId}/checks` })],
  ];

  async function client(by: Random) {
    while (!over) {
      await chosen(by, doings)(by);
      await delay(by.between(0, LONGEST_PAUSE_MS));
    }
  }

  await Promise.all(Array.from({ length: FIRST_CONSENTS }, grantForAll));
  const clients = Array.from({ length: CLIENTS }, () => client(random.fork()));
  const acknowledged = () => operations.filter(isAcknowledged).length;
  return {
    ...{ operations, act, grant },
    async more(count) {
      const enough = acknowledged() + count;
      await until(`${count} more operations are acknowledged`, async () => acknowledged() >= enough, 60_000);
    },
    async stop() {
      over = true;
      await Promise.all(clients);
    },
  };
}

export const post = (kind: string, path: string, body?: object): Call => ({
  ...{ kind, method: "POST", path, repeated: true },
  ...(body ? { body } : {}),
});

export const newSession = ({ userId, consentId }: Consent, lastsS = 3_600) => ({
  ...{ user_id: userId, consent_id: consentId, sportsbook: "faults", session_data: "a-token-from-the-sportsbook" },
  expires_at: inSeconds(lastsS),
});

export const newConsent = (userId: string) => ({ user_id: userId, purpose: SESSION_PURPOSE, document_version: "faults" });

export const withdrawal = ({ consentId }: Consent) =>
  ({ kind: "consent.withdraw", method: "DELETE", path: `/consents/${consentId}` }) as const;

export const renewal = (sessionId: string) =>
  ({ kind: "session.renew", method: "PATCH", path: `/sessions/${sessionId}`, body: { expires_at: inSeconds(7_200) } }) as const;

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

const patience = (by: Random) => ({ headers: { prefer: by.next() < 0.5 ? "respond-async" : "wait=2" } });

const ifAny = async (list: unknown[], act: () => Promise<unknown>) => (list.length > 0 ? act() : undefined);

function remember<T>(list: T[], one: T) {
  list.push(one);
  if (list.length > LATEST) list.shift();
}

function chosen<T>(by: Random, among: [weight: number, T][]): T {
  let left = by.next() * among.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, one] of among) {
    left -= weight;
    if (left < 0) return one;
  }
  return (among.at(-1) as [number, T])[1];
}
