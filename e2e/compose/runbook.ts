/** The operators' runbook, line by line. */
import { expect, it } from "vitest";
import { clientOf } from "../support/client.ts";
import { inHours } from "../support/requests.ts";
import { command, composeCommand } from "./support/docker.ts";
import { type Fleet, SERVICES } from "./support/fleet.ts";

const UP_WITHIN_MS = 60_000;

export function theRunbook(fleet: () => Fleet) {
  const type = (line: string) => fleet().type(line);
  const json = async (line: string) => JSON.parse(await type(line));

  it("is healthy within a minute", ({ skip }) => {
    skip(fleet().hostWasBusy, "this machine has other work, so its time says nothing");
    expect(fleet().upMs).toBeLessThan(UP_WITHIN_MS);
  });

  it("shows every service as healthy", async () => {
    const shown = await type("docker compose ps");
    for (const service of SERVICES) expect(shown).toMatch(new RegExp(`${service}.*healthy`));
  });

  it("shows an engine's log, as JSON lines with a time and a name", async () => {
    const lines = (await type("docker compose logs --no-color engine")).split("\n").map((line) => line.slice(line.indexOf("{")));
    const listening = lines.map((line) => JSON.parse(line.startsWith("{") ? line : "{}")).find(({ event }) => event === "api.listening");
    expect(listening).toMatchObject({ name: "assent-api", level: "info", time: expect.any(String) });
  });

  it("answers for its health, directly and through nginx", async () => {
    const { api, front } = fleet().urls;
    const healthy = { status: "healthy", environment: "development", paperTradingMode: true };
    expect(await json(`curl -s ${api}/health`)).toMatchObject(healthy);
    expect(await json(`curl -s ${front}/health`)).toMatchObject(healthy);
    const part = { status: "healthy" };
    expect(await json(`curl -s ${api}/health/detailed`)).toMatchObject({
      ...healthy,
      services: { database: part, redis: part, queue: { ...part, backend: "redis" }, workers: { ...part, running: 1 } },
    });
    expect(await json(`curl -s ${api}/api/docs`)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
  });

  it("lets an operator into PostgreSQL and Redis", async () => {
    const psql = "docker compose exec -T postgres psql -U arbitrage_user -d arbitrage_bot";
    const tables = await type(`${psql} -c "\\dt"`);
    for (const table of ["jobs", "workers", "audit_logs", "user_consents", "sportsbook_sessions"]) expect(tables).toContain(` ${table} `);
    expect(await type(`${psql} -c "SELECT id, user_id FROM user_consents LIMIT 1;"`)).toContain("(1 row)");
    expect(await type("docker compose exec -T redis redis-cli -a $REDIS_PASSWORD PING")).toBe("PONG");
  });

  it("serves the existing clients' calls without a token", async () => {
    const [consent_id, user_id] = (await fleet().sql("SELECT id, user_id FROM user_consents LIMIT 1;")).split("|");
    const client = clientOf(fleet().urls.api);
    const fields = { user_id, consent_id, sportsbook: "test_sportsbook", session_data: "encrypted_session_token_here" };
    const created = await client.post("/sessions", { ...fields, expires_at: inHours(1) });
    expect(created).toMatchObject({ status: 201, body: { message: "Session created successfully", session: { status: "active" } } });

    const { id } = created.body.session;
    expect((await client.get(`/sessions?user_id=${user_id}`)).body.sessions).toContainEqual(expect.objectContaining({ id }));
    expect(await client.get(`/sessions/${id}`)).toMatchObject({ status: 200, body: { session: { id, status: "active" } } });
    expect(await client.patch(`/sessions/${id}`, { status: "expired" })).toMatchObject({
      status: 200,
      body: { session: { status: "expired" } },
    });
    expect(await client.delete(`/sessions/${id}`)).toMatchObject({ status: 200, body: { message: "Session revoked successfully" } });
  });

  it("mints a token and seeds on request, in a container of its own", async () => {
    const token = await type("docker compose run --rm engine assent token --sub operations");
    expect(token.split("\n").at(-1)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await type("docker compose run --rm migrate assent seed")).toContain("valid");
  });

  it("refuses to start without a .env, and says how to make one", async () => {
    const withEmptyFile = `${composeCommand()?.join(" ")} --env-file "$(mktemp)" config`;
    await expect(command("sh", ["-c", withEmptyFile])).rejects.toThrow("run: npm run assent -- env");
  });

  it("opens the board to whoever knows the password, on a port of its own", async () => {
    const answer = await fetch(`${fleet().urls.board}/queues`, { redirect: "manual" });
    expect([302, 303, 401]).toContain(answer.status);
  });

  it("answers with problem documents where nginx has to refuse", async () => {
    const { status, headers, body } = await clientOf(fleet().urls.front).post("/sessions", { evidence: "x".repeat(140_000) });
    expect({ status, type: headers.get("content-type") }).toEqual({ status: 413, type: "application/problem+json" });
    expect(body).toMatchObject({ status: 413, type: "urn:assent:problem:payload-too-large" });
  });

  it("keeps the request id that a client sends", async () => {
    const answer = await clientOf(fleet().urls.front).get("//health", { "x-request-id": "my-request-1" });
    expect(answer.headers.get("x-request-id")).toBe("my-request-1");
  });
}
