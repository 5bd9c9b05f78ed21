import { apiEnv, startApi } from "@assent/api";
import { createLog, readEnv } from "@assent/runtime";
import { backendOfTest, queuePrefix, testDatabase, until } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { clientOf } from "../../support/client.ts";
import { cuttableWayTo } from "../../support/cuttable.ts";
import { newConsent } from "../../support/requests.ts";
import { SECRETS } from "../../support/system.ts";

describe.skipIf(!backendOfTest().available)("while PostgreSQL is away", async () => {
  const database = await cuttableWayTo((await testDatabase()).url);
  const { redisUrl } = backendOfTest();
  const redis = redisUrl ? { REDIS_URL: redisUrl, QUEUE_PREFIX: queuePrefix() } : {};
  const env = readEnv(apiEnv, { ...SECRETS, NODE_ENV: "test", AUTH_MODE: "open", PORT: "0", DATABASE_URL: database.url, ...redis });
  const api = await startApi(env, createLog("assent-test", "silent"));
  const client = clientOf(api.url);
  afterAll(() => api.stop(AbortSignal.timeout(5_000)));

  it("is unhealthy and not ready, though the process is well; what needs the database is 503; and it recovers", async () => {
    expect(await client.get("//health/ready")).toMatchObject({ status: 200, body: { status: "ready" } });
    database.cut();
    const detailed = await client.get("//health/detailed");
    expect(detailed).toMatchObject({ status: 503, body: { status: "unhealthy", services: { database: { status: "unhealthy" } } } });
    await until("it is not ready", async () => (await client.get("//health/ready")).status === 503);
    expect((await client.get("//health/ready")).body).toEqual({ status: "not ready" });
    expect((await client.get("//health")).status).toBe(200);
    expect((await client.get("//health/live")).status).toBe(200);
    for (const answer of [await client.get("/sessions"), await client.post("/consents", newConsent())]) {
      expect(answer).toMatchObject({ status: 503, body: { type: "urn:assent:problem:unavailable" } });
      expect(answer.headers.get("retry-after")).toBe("1");
    }
    database.mend();
    await until("the API answers again", async () => (await client.get("/sessions")).status === 200);
    await until("it is ready", async () => (await client.get("//health/ready")).status === 200);
  });
});
