/** An engine in small: gets a consent on record, has the user's token sealed, and uses it for as long as it may. */
import { randomUUID } from "node:crypto";
import { setInterval as every } from "node:timers/promises";
import { Assent, isProblem, type Session } from "@assent/client";
import { untilEnded } from "./until-ended.ts";

const { ASSENT_URL = "http://127.0.0.1:3000", ASSENT_TOKEN, USER_ID: user_id = randomUUID(), LIFETIME_S = "60" } = process.env;
const USE_EVERY_MS = 100;
const lifetimeMs = Number(LIFETIME_S) * 1_000;

const assent = new Assent({ baseUrl: ASSENT_URL, token: ASSENT_TOKEN });
const say = (what: string) => console.log(`${new Date().toISOString()} ${what}`);
const oneLifetimeOn = () => new Date(Date.now() + lifetimeMs).toISOString();

async function login() {
  const consent = await assent.consents.grant({ user_id, purpose: "account_session", document_version: "2026-11" });
  say(`granted ${consent.id}`);
  // What the sportsbook gave when the user logged in. From here on it is in Assent, sealed, and not with the engine.
  const session_data = `token-of-${user_id}`;
  const sportsbook = "test_sportsbook";
  const session = await assent.sessions.create({ user_id, consent_id: consent.id, sportsbook, session_data, expires_at: oneLifetimeOn() });
  say(`created ${session.id}`);
  return session.id;
}

/** The token is a variable of this function and of nothing else, and goes with it. */
async function play(id: string, allowed: AbortSignal): Promise<void> {
  const { session_data } = await assent.sessions.unseal(id, { purpose: "play" }, { signal: allowed });
  say("unsealed");
  for await (const _ of every(USE_EVERY_MS, undefined, { signal: allowed })) say(`used a token of ${session_data.length} characters`);
}

async function keepAlive(id: string, allowed: AbortSignal): Promise<void> {
  for await (const _ of every(lifetimeMs / 3, undefined, { signal: allowed })) {
    const { expires_at } = await assent.sessions.renew(id, { expires_at: oneLifetimeOn() }, { signal: allowed });
    say(`renewed until ${expires_at}`);
  }
}

/** What ends with the session's end has not failed: the watch says why it has ended, and a call may hear of it first. */
function unlessEnded(error: unknown, allowed: AbortSignal): void {
  if (allowed.aborted || isProblem(error, "consent-refused") || isProblem(error, "conflict")) return;
  throw error;
}

const id = await login();
const use = new AbortController();
const over = untilEnded(assent, id).then(({ status, end_reason }: Pick<Session, "status" | "end_reason">) => {
  use.abort();
  say(`stopped: ${end_reason ?? status}`);
});
await Promise.all([over, ...[play, keepAlive].map((part) => part(id, use.signal).catch((error) => unlessEnded(error, use.signal)))]);
