/** A consent that somebody else holds locked, and jobs that came together with some that need it. */
import { SEED, seedDevelopmentData } from "@assent/db";
import { newId } from "@assent/domain";
import { createRunner, sessionCreate } from "@assent/jobs";
import { testDatabase } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { holdConsent } from "../support/fleet.ts";
import { accept } from "../support/rows.ts";
import { putConsent } from "../support/sessions.ts";

describe("jobs under a consent that is locked", async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const runner = createRunner(database.db, () => null);

  it("hold those under other consents back for one lock time-out, and not for one each", async () => {
    const userId = newId();
    const free = { user_id: userId, consent_id: await putConsent(database, userId) };
    const locked = { user_id: SEED.valid.userId, consent_id: SEED.valid.consentId };
    const payloads = Array.from({ length: 20 }, (_, i) => ({ ...sessionCreate.example, session_id: newId(), ...(i % 2 ? free : locked) }));
    const ids = await accept(database, sessionCreate, payloads);

    const release = await holdConsent(database);
    const began = performance.now();
    const ran = await runner.run(sessionCreate, ids);
    const tookMs = performance.now() - began;
    await release();

    expect(ran.map((one) => ("error" in one ? "put off" : one.status))).toEqual(ids.map((_, i) => (i % 2 ? "completed" : "put off")));
    expect(tookMs).toBeLessThan(10 * 2_000);
  });
});
