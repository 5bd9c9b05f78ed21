import { newId } from "@assent/domain";
import type { Broker } from "@assent/jobs";
import { until } from "@assent/testkit";
import { BOTH, type Fault, REDIS, type Scene } from "../fault.ts";
import { withBroker } from "../support/broker.ts";
import { type Consent, post } from "../support/load.ts";
import { holdConsent, standBehindUs } from "../support/stuck.ts";

const COPIES = 5;
const JOBS = 120;
/** While nobody works, each client waits seconds for most of its answers. */
const JOBS_AT_REST = 30;

/** Each open job is delivered five times more, under other ids, and again when it has settled. */
export const deliveriesRepeated: Fault = {
  name: "deliveries-repeated",
  promise: "one effect each",
  ...{ smoke: REDIS, backends: BOTH },
  strike: (scene) =>
    withBroker(scene.system, async (broker) => {
      const copied = await copyWhileQueuesRest(scene, broker);
      await scene.load.more(JOBS);
      await doneWith(broker, await copy(broker, copied));
      return [{ what: "deliveries", measured: `${copied.length} jobs, each ${1 + 2 * COPIES} times`, holds: copied.length > 0 }];
    }),
};

type Copied = { id: string; kind: string };

/** All copies of a job begin at the same time. Of the check two at least meet in the middle: nothing else needs its consent. */
async function copyWhileQueuesRest({ system, load }: Scene, broker: Broker): Promise<Copied[]> {
  const queues = [...broker.queues.values()];
  const consent = await load.grant();
  await Promise.all(queues.map((queue) => queue.pause()));
  await load.act(check(consent));
  await load.more(JOBS_AT_REST);
  const open = await system.database.client<Copied[]>`select id, kind from jobs where status = 'queued'`;
  await copy(broker, open);
  const release = await holdConsent(system, consent);
  await Promise.all(queues.map((queue) => queue.resume()));
  await standBehindUs(system, 2);
  await release();
  return [...open];
}

const check = ({ consentId }: Consent) => ({
  ...post("consent.check", `/consents/${consentId}/checks`),
  headers: { prefer: "respond-async" },
});

type Copy = { id: string; kind: string };

async function copy(broker: Broker, jobs: Copied[]): Promise<Copy[]> {
  const copies = jobs.flatMap(({ id, kind }) => Array.from({ length: COPIES }, () => ({ id: newId(), kind, of: id })));
  for (const [kind, some] of Map.groupBy(copies, ({ kind }) => kind)) {
    await broker.queues.get(kind)?.addBulk(some.map(({ id, of }) => ({ name: kind, data: { job_ids: [of] }, opts: { jobId: id } })));
  }
  return copies;
}

const doneWith = (broker: Broker, copies: Copy[]) =>
  until("the copies have been delivered", async () => ![...(await broker.held(copies)).values()].includes("open"), 20_000);
