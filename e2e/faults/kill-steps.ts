/** One job, accepted and done, and a SIGKILL at each of its calls to PostgreSQL and the broker: before it is sent, and after. */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { until } from "@assent/testkit";
import type { Process } from "../support/process.ts";
import { putConsent } from "../support/sessions.ts";
import type { Finding } from "./fault.ts";
import { withBroker } from "./support/broker.ts";
import { perform } from "./support/client.ts";
import { checkInvariants } from "./support/invariants.ts";
import { newSession, post } from "./support/load.ts";
import type { Servers } from "./support/servers.ts";
import { nothingOpen } from "./support/settling.ts";
import { type Backend, type System, startSystem } from "./support/system.ts";

export interface Step {
  app: "api" | "worker";
  when: "before" | "after";
  call: number;
  backend: Backend;
}

export interface Killed extends Step {
  /** Whether it came so far: when not, the job has fewer calls. */
  died: boolean;
  findings: Finding[];
}

const DIES_AT = fileURLToPath(new URL("./preloads/dies-at.ts", import.meta.url));
const AT_ONCE = 4;
const SETTLE_MS = 60_000;

/** Goes on from call to call until the job has no more of them. */
export async function killAtEveryStep(servers: Servers, backend: Backend, tell: (killed: Killed) => void): Promise<Killed[]> {
  const all: Killed[] = [];
  for (const app of ["api", "worker"] as const) {
    for (let first = 1, more = true; more; first += AT_ONCE / 2) {
      const killed = await Promise.all(stepsFrom(first, app, backend).map((step) => killAt(servers, step)));
      killed.filter(({ died }) => died).forEach(tell);
      all.push(...killed);
      more = killed.every(({ died }) => died);
    }
  }
  return all;
}

const stepsFrom = (first: number, app: Step["app"], backend: Backend): Step[] =>
  Array.from({ length: AT_ONCE / 2 }, (_, i) => first + i).flatMap((call) =>
    (["before", "after"] as const).map((when) => ({ app, when, call, backend })),
  );

async function killAt(servers: Servers, step: Step): Promise<Killed> {
  const { app, backend } = step;
  const system = await startSystem(servers, backend, { apis: 0, workers: 0 });
  let over = false;
  try {
    const [victim] = await Promise.all([startVictim(system, step), addOne(system, app === "api" ? "worker" : "api")]);
    victim.kill("SIGUSR2");
    await victim.event("faults.counting");
    const replacing = victim.exit.then(async () => void (over || (await addOne(system, app))));
    const operations = [await createOne(system)];
    await nothingOpen(system, SETTLE_MS);
    await nothingDelivered(system);
    const died = await hasDied(victim);
    if (died) await replacing;
    return { ...step, died, findings: await checkInvariants(system, operations) };
  } finally {
    over = true;
    await system.close();
  }
}

const addOne = (system: System, app: Step["app"], options = {}): Promise<Process> =>
  app === "api" ? system.addApi(options) : system.addWorker(options);

/** One that lives tells how far it has counted. */
async function hasDied(victim: Process): Promise<boolean> {
  victim.kill("SIGUSR2");
  return victim.event("faults.counted").then(
    () => false,
    () => true,
  );
}

function startVictim(system: System, { app, when, call }: Step) {
  const ports = [system.env["DATABASE_URL"], system.env["REDIS_URL"]].flatMap((url) => (url ? new URL(url).port : []));
  const env = { FAULTS_DIE_AT: String(call), FAULTS_DIE_WHEN: when, FAULTS_PORTS: ports.join(",") };
  return addOne(system, app, { node: ["--import", DIES_AT], env });
}

async function createOne(system: System) {
  const userId = randomUUID();
  const consentId = await putConsent({ ...system.database, url: system.databaseUrl }, userId);
  const call = { ...post("session.create", "/sessions", newSession({ userId, consentId })), headers: { prefer: "wait=2" } };
  return (await perform(() => system.apis, call)).operation;
}

/** What follows the commit, the word to the broker that all is done, counts as a part of the job. */
async function nothingDelivered(system: System): Promise<void> {
  const rows = await system.database.client<{ id: string; kind: string }[]>`select coalesce(delivery_id, id) as id, kind from jobs`;
  await withBroker(system, (broker) =>
    until("the broker has let go of it", async () => (await broker.held([...rows])).size === 0, SETTLE_MS).catch(() => {}),
  );
}
