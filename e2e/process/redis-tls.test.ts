import { readFileSync } from "node:fs";
import { queuePrefix } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../support/certificates.ts";
import { fleet, submit } from "../support/fleet.ts";
import { freePort } from "../support/ports.ts";
import { startMain } from "../support/process.ts";
import { ownRedis, redisProgram } from "../support/redis.ts";
import { documentedUser, PASSWORD, USER, USER_INFO } from "../support/redis-users.ts";
import { eachDoneOnce } from "../support/traffic.ts";

const ADMINISTRATOR = "only-this-test-knows";

describe.skipIf(!inject("redisUrl") || !redisProgram)("with a Redis that speaks TLS only and knows its users", async () => {
  const port = await freePort();
  const prefix = queuePrefix();
  const { cacert, server, client: own } = makeCertificates();
  const tls = { ca: readFileSync(cacert), cert: readFileSync(own.cert), key: readFileSync(own.key) };
  const redis = ownRedis(port, {
    args: [
      ...["--port", "0", "--tls-port", String(port), "--tls-ca-cert-file", cacert],
      ...["--tls-cert-file", server.cert, "--tls-key-file", server.key],
      ...["--requirepass", ADMINISTRATOR, ...documentedUser(prefix)],
    ],
    administrator: { tls, password: ADMINISTRATOR },
  });
  await redis.start();
  const files = `cacert=${cacert}&cert=${own.cert}&key=${own.key}`;
  const url = `rediss://${USER_INFO}@127.0.0.1:${port}`;
  const { database, env, startApi, startWorker } = await fleet({ REDIS_URL: `${url}?${files}`, QUEUE_PREFIX: prefix });

  it("works as the documented user, who may do what is needed and no more", async () => {
    const { client } = await startApi({ API_WAIT_MS: "0" });
    const jobs = [await submit(client), await submit(client)];
    await startWorker();
    jobs.push(await submit(client));
    await eachDoneOnce(database, jobs);
    expect((await client.get("//health/detailed")).body.services.redis).toMatchObject({ status: "healthy" });
    expect(await redis.tell("ACL", "LOG")).toBe("");
    for (const refused of [["FLUSHALL"], ["CONFIG", "GET", "*"], ["GET", "another:key"], ["KEYS", "*"]]) {
      expect(await redis.tell("ACL", "DRYRUN", USER, ...refused)).toMatch(/no permissions/);
    }
  });

  it("takes no job from a server that it cannot trust, and says what is wrong", async () => {
    const trusting = `${url}?cert=${own.cert}&key=${own.key}`;
    const worker = startMain("worker", { env: { ...env, REDIS_URL: trusting } });
    expect(await worker.event("queue.error")).toMatchObject({ err: { code: "SELF_SIGNED_CERT_IN_CHAIN" } });
    worker.kill("SIGTERM");
    const { code, output } = await worker.exit;
    expect(code, output).toBe(0);
    expect(output).not.toContain(encodeURIComponent(PASSWORD));
    expect(output).not.toContain(PASSWORD);
  });
});
