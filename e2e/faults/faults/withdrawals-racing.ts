import { BOTH, type Fault, REDIS, type Scene } from "../fault.ts";
import { newSession, post, withdrawal } from "../support/load.ts";
import { holdSessions, isClaimed, standsStill } from "../support/stuck.ts";

const ROUNDS = 40;
const CREATIONS = 8;
const MEETINGS = 5;
/** On a slow machine the creation may have given up, after 2 s, before the withdrawal has come. */
const TRIES = 20;

/** Consents are withdrawn while sessions are being created under them. */
export const withdrawalsRacing: Fault = {
  name: "withdrawals-racing",
  promise: "at no instant is a session active without a valid consent",
  ...{ smoke: REDIS, backends: BOTH },
  async strike(scene) {
    for (let i = 0; i < ROUNDS; i++) await race(scene);
    let met = 0;
    for (let i = 0; i < TRIES && met < MEETINGS; i++) if (await meet(scene)) met++;
    const measured = `${ROUNDS}, each among ${CREATIONS} creations, and ${met} in the middle of one`;
    return [{ what: "withdrawals", measured, holds: met === MEETINGS }];
  },
};

async function race({ load, random }: Scene): Promise<void> {
  const consent = await load.grant();
  const calls = Array.from({ length: CREATIONS }, () => post("session.create", "/sessions", newSession(consent)));
  const withdraw = { ...withdrawal(consent), repeated: true };
  const at = random.between(0, CREATIONS);
  await Promise.all([...calls.slice(0, at), withdraw, ...calls.slice(at)].map((call) => load.act(call)));
}

/** The withdrawal begins when the consent is judged and its session is not there yet. @returns whether it found it so */
async function meet({ load, system }: Scene): Promise<boolean> {
  const consent = await load.grant();
  const release = await holdSessions(system);
  let withdrawn: Promise<unknown> | undefined;
  try {
    await load.act({ ...post("session.create", "/sessions", newSession(consent)), headers: { prefer: "respond-async" } });
    await standsStill(system, "session.create", consent);
    withdrawn = load.act({ ...withdrawal(consent), repeated: true });
    await standsStill(system, "consent.withdraw", consent);
    return await isClaimed(system, "session.create", consent);
  } finally {
    await release();
    await withdrawn;
  }
}
