import { setTimeout as delay } from "node:timers/promises";
import { BOTH, type Fault, type Scene } from "../fault.ts";
import { newSession, post } from "../support/load.ts";

const TIMES = 3;
const TRIES = 12;
const AT_ONCE = 30;
/** About as long as it takes an API to answer what comes at once. */
const LATEST_MS = 40;

/** SIGKILL of an API process in the middle of many requests. */
export const apiKilled: Fault = {
  name: "api-killed",
  promise: "whoever repeats the request elsewhere under the same Idempotency-Key gets one job",
  ...{ smoke: ["postgres"], backends: BOTH },
  async strike(scene) {
    let [met, unanswered] = [0, 0];
    for (let i = 0; i < TRIES && met < TIMES; i++) {
      const left = await killAmongRequests(scene);
      unanswered += left;
      if (left > 0) met++;
    }
    return [{ what: "requests without an answer", measured: `${unanswered}, each repeated`, holds: met === TIMES }];
  },
};

/** @returns how many requests of a burst it left without an answer */
async function killAmongRequests({ system, load, random }: Scene): Promise<number> {
  const consent = await load.grant();
  const burst = Array.from({ length: AT_ONCE }, () => load.act(post("session.create", "/sessions", newSession(consent))));
  await delay(random.between(0, LATEST_MS));
  await system.killApi(random.one(system.apis.slice(1)));
  const done = await Promise.all(burst);
  await system.addApi();
  return done.flatMap(({ operation }) => operation.attempts).filter(({ status }) => status === undefined).length;
}
