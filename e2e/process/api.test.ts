import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { SEED } from "@assent/db";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { fleet, holdConsent, submit } from "../support/fleet.ts";
import { startMain } from "../support/process.ts";
import { countOf } from "../support/rows.ts";

/** A bare connection. */
async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

const refuses = (url: string) =>
  open(url).then(
    (socket) => void socket.destroy(),
    () => true,
  );

describe("an API that is told to stop", async () => {
  const { database, env, startApi } = await fleet();

  it("answers who waits, sends newcomers away, closes idle connections, and exits 0 with nothing lost", async () => {
    const api = await startApi();
    const job = await submit(api.client);
    const waiting = api.client.get(`/jobs/${job}`, { prefer: "wait=20" });
    const idle = await open(api.url);
    idle.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    const late = await open(api.url);
    late.write("GET /api/v1/sessions HTTP/1.1\r\nHost: x\r\n");
    await api.client.get("//health/ready");

    api.kill("SIGTERM");
    await until("nobody can connect", () => refuses(api.url));
    late.write("\r\n");

    expect(await waiting).toMatchObject({ status: 200, body: { job: { id: job, status: "queued" } } });
    expect(await text(late)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1[\s\S]*application\/problem\+json/i);
    expect(await text(idle)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"healthy"/);
    expect(await api.exit).toMatchObject({ code: 0 });
    expect(await database.client`select from jobs where id = ${job} and status = 'queued'`).toHaveLength(1);
  });

  it("answers who waits for a withdrawal, and ends that before it ends itself", async () => {
    const api = await startApi();
    const release = await holdConsent(database);
    const answer = api.client.delete(`/consents/${SEED.valid.consentId}`, { prefer: "wait=30" });
    await until("the withdrawal waits for the consent", async () => {
      const [run] = await database.client`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'assent-inline' and wait_event_type = 'Lock'`;
      return run;
    });
    api.kill("SIGTERM");
    const { status, body } = await answer;
    expect([status, body.job]).toEqual([202, { id: body.job_id, kind: "consent.withdraw", status: "queued" }]);
    await release();
    expect(await api.exit).toMatchObject({ code: 0 });
    expect(await countOf(database, "jobs", `id = '${body.job_id}' and status = 'completed'`)).toBe(1);
  });

  it("names all that is wrong with its environment, and exits 1", async () => {
    const wrong = { DATABASE_URL: "x", SESSION_SECRET: "password", SESSION_ENCRYPTION_KEY: "short", API_WAIT_MS: "-1", NODE_ENV: "prod" };
    const { code, output } = await startMain("api", { env: { ...env, ...wrong } }).exit;
    expect(code).toBe(1);
    for (const name of Object.keys(wrong)) expect(output).toContain(`  ${name}: `);
  });

  it("does not start open in production", async () => {
    const { code, output } = await startMain("api", { env: { ...env, NODE_ENV: "production" } }).exit;
    expect([code, output]).toEqual([1, expect.stringContaining("AUTH_MODE: must not be open in production")]);
  });
});
