import { BOTH, type Fault, REDIS } from "../fault.ts";
import { normalAgain } from "../support/outage.ts";
import { type Way, wayTo } from "../support/way.ts";

/** Of each process. */
const SWALLOWED = 8;

/**
 * The connection breaks after PostgreSQL has committed and before its answer arrives: an API and a worker, each behind a bad network
 * of its own, so that neither is spared.
 */
export const commitUnanswered: Fault = {
  name: "commit-unanswered",
  promise: "no request is answered 503 although its job was accepted",
  ...{ smoke: REDIS, backends: BOTH },
  options: { apis: 0, workers: 2 },
  async strike(scene) {
    const { system, load } = scene;
    const [ofApi, ofWorker] = await Promise.all([wayTo(system.databaseUrl), wayTo(system.databaseUrl)]);
    const ways = [ofApi, ofWorker];
    await Promise.all([system.addApi(by(ofApi)), system.addWorker(by(ofWorker))]);
    for (let i = 0; i < SWALLOWED; i++) {
      for (const way of ways) {
        way.swallowNextCommit();
        await load.more(5);
      }
    }
    const denied = await deniedThoughAccepted(scene);
    const swallowed = ways.map((way) => way.swallowed());
    const findings = [
      { what: "answers swallowed, of the API and the worker", measured: swallowed.join(" and "), holds: !swallowed.includes(0) },
      { what: "denied although accepted", measured: String(denied), holds: denied === 0 },
      await normalAgain(scene),
    ];
    for (const way of ways) way.close();
    return findings;
  },
};

const by = ({ url }: Way) => ({ env: { DATABASE_URL: url } });

async function deniedThoughAccepted({ system, load }: Parameters<Fault["strike"]>[0]): Promise<number> {
  const denied = load.operations.flatMap(({ attempts }) =>
    attempts.filter(({ status }) => status === 503).map(({ requestId }) => requestId),
  );
  const [row] = await system.database.client<
    { n: number }[]
  >`select count(*)::int as n from jobs where request_id = any(${denied}::text[])`;
  return row?.n ?? 0;
}
