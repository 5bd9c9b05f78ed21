import { apiEnv, startApi } from "@assent/api";
import { createLog, readEnv } from "@assent/runtime";
import { backendOfTest, queuePrefix, testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { clientOf } from "../../support/client.ts";
import { cuttableWayTo } from "../../support/cuttable.ts";
import { newConsent } from "../../support/requests.ts";
import { SECRETS } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("when PostgreSQL's answers do not arrive though it commits", async () => {
  const database = await testDatabase();
  const way = await cuttableWayTo(database.url);
  const { redisUrl } = backendOfTest();
  const redis = redisUrl ? { REDIS_URL: redisUrl, QUEUE_PREFIX: queuePrefix() } : {};
  const env = readEnv(apiEnv, { ...SECRETS, NODE_ENV: "test", AUTH_MODE: "open", PORT: "0", DATABASE_URL: way.url, ...redis });
  const api = await startApi(env, createLog("assent-test", "silent"));
  const client = clientOf(api.url);
  afterAll(() => api.stop(AbortSignal.timeout(5_000)));

  it("looks what was accepted up within five seconds, on other connections, and accepts it once", async () => {
    const consent = newConsent();
    const accept = (key: string) => client.post("/consents", consent, { prefer: "respond-async", "idempotency-key": key });
    expect((await accept("before")).status).toBe(202);

    way.swallowAnswers();
    const start = performance.now();
    const accepted = await accept("swallowed");
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(accepted.status).toBe(202);

    expect(await accept("swallowed")).toMatchObject({ status: 202, body: { job_id: accepted.body.job_id } });
    expect(await database.client`select from idempotency_keys where key = 'swallowed'`).toHaveLength(1);
    expect(await database.client`select from jobs where id = ${accepted.body.job_id}`).toHaveLength(1);
  });
});
