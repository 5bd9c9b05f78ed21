import { randomUUID } from "node:crypto";
import { SCOPES } from "@assent/api";
import { SEED } from "@assent/db";
import { backendOfTest } from "@assent/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { playerOf } from "../../fuzz/play.ts";
import { stepOf } from "../../fuzz/steps.ts";
import { contractIn } from "../../support/contract.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser } from "../../support/tokens.ts";

const { FUZZ_CASES = "400", FUZZ_SEED } = process.env;
const PER_RUN = 10;
/** On a machine that has other things to do. */
const CASE_MS = 1_000;

const TOKENS = {
  user: asUser(SEED.valid.userId, { scope: Object.keys(SCOPES).join(" "), exp: 2 ** 31 }),
  other: asUser(randomUUID(), { exp: 2 ** 31 }),
  service: asService(...Object.keys(SCOPES)),
  scopeless: asService(),
  nobody: {},
};

describe.skipIf(!backendOfTest().available)("whatever calls are made, one after the other", async () => {
  const { client, startWorker, url } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", API_WAIT_MS: "200" } });
  const contract = contractIn("openapi.json");
  const cases = Number(FUZZ_CASES);

  /** Calls drain workers, and without one no more sessions would come into being. */
  async function haveWorker() {
    const { body } = await client.get("/workers?status=running", TOKENS.service);
    if (body.workers?.length === 0) await startWorker();
  }

  it(`none is answered otherwise than the contract says (${cases} calls)`, { timeout: 30_000 + cases * CASE_MS }, async () => {
    const player = playerOf(contract, url, TOKENS, { user_id: SEED.valid.userId, consent_id: SEED.valid.consentId });
    const steps = fc.array(stepOf(contract), { minLength: PER_RUN, maxLength: PER_RUN });
    const property = fc
      .asyncProperty(steps, async (some) => {
        for (const step of some) await player.play(step);
      })
      .beforeEach(haveWorker);
    const seed = FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) };
    await fc.assert(property, { numRuns: Math.ceil(cases / PER_RUN), endOnFailure: true, ...seed });
    /** Most of what is asked is understood; otherwise nothing was tried. */
    const [fine = 0, all = 0] = [...player.statuses].reduce(
      ([good, sum], [status, n]) => [status < 300 ? good + n : good, sum + n],
      [0, 0],
    );
    expect(all).toBeGreaterThanOrEqual(cases);
    expect(fine / all).toBeGreaterThan(0.2);
  });
});
