/** A part that is away for a while: what the clients notice, what the health page says, and how soon all is well again. */
import { setTimeout as delay } from "node:timers/promises";
import { until } from "@assent/testkit";
import type { Finding, Scene } from "../fault.ts";
import type { Call } from "./client.ts";
import { latencies, type Operation, percentile } from "./history.ts";
import { type Consent, newSession, post } from "./load.ts";
import { openJobs, timeToSettle } from "./settling.ts";

const LASTS_MS = 3_000;
const ACCEPT_P99_MS = 200;
const NAMED_MS = 5_000;
/** It did not. */
const GIVE_UP_MS = 15_000;
const DRAINED_MS = 12_000;
const NORMAL_MS = 5_000;

export interface Outage {
  begin(): Promise<unknown> | unknown;
  end(): Promise<unknown> | unknown;
}

/** Redis fails: accepting goes on without it, and the backlog drains when it is back. */
export async function withoutRedis(scene: Scene, { begin, end }: Outage): Promise<Finding[]> {
  const { system, load, atMost } = scene;
  const consent = await load.grant();
  await begin();
  const meanwhile = await acceptMeanwhile(scene, consent).finally(end);
  const open = await openJobs(system);
  return [...meanwhile, atMost(`${open.ids.length} open jobs settled`, await timeToSettle(system, open), DRAINED_MS)];
}

async function acceptMeanwhile({ system, load, atMost }: Scene, consent: Consent): Promise<Finding[]> {
  const began = performance.now();
  const naming = untilNamed(system.apis[0]?.url ?? "");
  const told = await acceptFor(load, consent, LASTS_MS);
  const p99 = percentile(latencies(told, began, performance.now()), 99);
  const not = told.filter(({ outcome }) => outcome !== "accepted").length;
  return [
    { what: "not accepted", measured: `${not} of ${told.length}`, holds: not === 0 },
    atMost("accepting, p99", p99, ACCEPT_P99_MS),
    atMost("named by /health/detailed", await naming, NAMED_MS),
  ];
}

/** One creation after the other. */
export async function acceptFor(load: Scene["load"], consent: Consent, ms: number, how: Partial<Call> = {}): Promise<Operation[]> {
  const create = { ...post("session.create", "/sessions", newSession(consent)), headers: { prefer: "respond-async" }, ...how };
  const told: Operation[] = [];
  for (const over = performance.now() + ms; performance.now() < over; await delay(10)) told.push((await load.act(create)).operation);
  return told;
}

async function untilNamed(url: string): Promise<number> {
  const began = performance.now();
  return until("the health page names Redis", () => isNamed(url), GIVE_UP_MS).then(
    () => performance.now() - began,
    () => Number.POSITIVE_INFINITY,
  );
}

async function isNamed(url: string): Promise<boolean> {
  const answer = (await (await fetch(`${url}/health/detailed`)).json()) as { services: { redis: { status: string } } };
  return answer.services.redis.status !== "healthy";
}

/** How long it takes until each API process does a whole job again. */
export async function normalAgain({ system, load, atMost }: Scene): Promise<Finding> {
  const began = performance.now();
  await Promise.all(system.apis.map(() => load.grant()));
  return atMost("normal again", performance.now() - began, NORMAL_MS);
}
