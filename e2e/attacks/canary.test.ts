/** A session token, a caller's and a password are nowhere but in the one answer that gives a session token back. */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { queuePrefix } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { everyKey, everyTable, hitsIn, newCanary } from "../support/canary.ts";
import { fleet, settled } from "../support/fleet.ts";
import { operationsOf } from "../support/openapi.ts";
import { operatorAt } from "../support/operator.ts";
import { collector } from "../support/otlp.ts";
import { startMain } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { SECRETS } from "../support/system.ts";
import { asService } from "../support/tokens.ts";
import { sendExactly } from "../support/wire.ts";

const POISON = fileURLToPath(new URL("../support/poison.ts", import.meta.url));
const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: newCanary() };
const PAGES = ["/", "/jobs", "/operations", "/kinds", "/workers", "/audit", "/audit/export.csv", "/figures.json", "/queues/api/queues"];
const EVERYTHING = asService(
  ...["sessions:read", "sessions:write", "sessions:unseal", "consents:read", "consents:write", "jobs:read", "jobs:write"],
  ...["workers:read", "workers:write", "audit:read", "expiries:write", "kinds:write"],
);

describe.each(["postgres", "redis"])("what is planted in a system on %s", (backend) => {
  describe.skipIf(backend === "redis" && !inject("redisUrl"))("", async () => {
    const token = newCanary();
    const asCaller = newCanary();
    const prefix = queuePrefix();
    const redisUrl = inject("redisUrl") ?? "";
    const traces = await collector();
    const { database, envOf, startApi, startWorker } = await fleet({
      ...{ ...traces.env, ...LOGIN, AUTH_MODE: "jwt", LOG_LEVEL: "trace", METRICS_PORT: "0", BOARD_PORT: "0" },
      ...(backend === "redis" ? { REDIS_URL: redisUrl, QUEUE_PREFIX: prefix } : {}),
    });
    const api = await startApi();
    const worker = await startWorker({ node: ["--import", POISON], env: { POISON_TIMEOUT_MS: "20000" } });
    const board = startMain("board", { env: envOf("board") });
    const scraped = [String((await api.event("metrics.listening")).url), worker.health.replace("/health", "/metrics")];
    const operator = operatorAt(String((await board.event("board.listening")).url), LOGIN.BOARD_USER);
    const client = api.client.with(EVERYTHING);
    const answers: Record<string, string> = {};
    const keep = (name: string, answer: unknown) => {
      answers[`the answer to ${name}`] = JSON.stringify(answer);
    };
    const tokenIn = (changes: object = {}) => newSession({ session_data: token, ...changes });

    it("is given back by unsealing, and there alone", async () => {
      const created = await client.post("/sessions", tokenIn(), { "idempotency-key": "k" });
      expect(created.status).toBe(201);
      keep("a creation", created);
      const { id } = created.body.session;
      const unsealed = await client.post(`/sessions/${id}/unseal`, { purpose: "to see it once" });
      expect(unsealed.body.session_data).toBe(token);
      expect(hitsIn({ answer: JSON.stringify(unsealed.body) }, [token])).toHaveLength(1);
      keep("its job", await settled(client, created.body.job_id));
      for (const path of [`/sessions/${id}`, "/sessions", "/jobs", "/audit-logs"]) keep(path, await client.get(path));
      keep("a change", await client.patch(`/sessions/${id}`, { status: "expired" }));
    });

    it("is in no refusal of a creation, whatever is wrong with it", async () => {
      const wrong = [
        { sportsbook: "Not A Slug" },
        { expires_at: "2001-01-01T00:00:00Z" },
        { consent_id: randomUUID() },
        { strange: token },
      ];
      for (const changes of wrong) keep(`a creation with ${Object.keys(changes)[0]}`, await client.post("/sessions", tokenIn(changes)));
      keep("a key used twice", await client.post("/sessions", tokenIn({ sportsbook: "another" }), { "idempotency-key": "k" }));
      keep("text where JSON belongs", await client.post("/sessions", token, { "content-type": "text/plain" }));
    });

    it("is in no trace of a job that fails", async () => {
      const { body } = await client.post("/sessions", tokenIn({ sportsbook: "poison_throws" }), { prefer: "respond-async" });
      const job = await settled(client, body.job_id);
      expect(job.status).toBe("failed");
      keep("a failed job", [job, await client.get(`/jobs/${body.job_id}/diagnosis`)]);
      answers["its page"] = (await operator.logIn(LOGIN.BOARD_PASSWORD)).text + (await operator.get(`/jobs/${body.job_id}`)).text;
    });

    it("is in no answer of any operation that is given it in the wrong place", async () => {
      for (const { path, method, bodyFields } of await operationsOf(client)) {
        const target = path.replace("{id}", randomUUID()).replace("{kind}", "session.create");
        const everywhere = JSON.stringify(Object.fromEntries([...bodyFields, "session_data"].map((field) => [field, token])));
        const json = { ...EVERYTHING, "content-type": "application/json" };
        const bodies = method === "GET" ? [] : [everywhere, everywhere.slice(0, -2), `[${everywhere}]`];
        for (const [i, body] of bodies.entries())
          keep(`${method} ${path}, body ${i}`, (await sendExactly(api.url, { method, path: target, body, headers: json })).text);
        const strange = { cookie: `token=${token}`, "x-session-data": token, authorization: `Bearer ${asCaller}` };
        const asked = { method, path: `${target}?session_data=${token}&access_token=${asCaller}` };
        keep(`${method} ${path}, by its URL`, (await sendExactly(api.url, { ...asked, headers: EVERYTHING })).text);
        keep(`${method} ${path}, by its headers`, (await sendExactly(api.url, { method, path: target, headers: strange })).text);
      }
      expect(Object.keys(answers).length).toBeGreaterThan(100);
    });

    /** They say their last when they end. */
    const logs = async () => {
      const processes = Object.entries({ api, worker, board });
      for (const [, one] of processes) one.kill("SIGTERM");
      const ends = processes.map(async ([name, { exit }]) => [`the log of ${name}`, (await exit).output] as const);
      return Object.fromEntries(await Promise.all(ends));
    };
    const pagesAndFigures = async () => {
      const pages = PAGES.map(async (page) => [`the board's ${page}`, (await operator.get(page, { accept: "text/html" })).text] as const);
      const figures = scraped.map(async (url) => [url, await (await fetch(url)).text()] as const);
      return Object.fromEntries(await Promise.all([...pages, ...figures]));
    };

    it("is in no page, figure, log, trace, table or queue", async () => {
      const inRedis = backend === "redis" ? { Redis: await everyKey(redisUrl, prefix) } : {};
      const places = { ...answers, ...(await everyTable(database)), ...(await pagesAndFigures()), ...inRedis, ...(await logs()) };
      const all: Record<string, string> = { ...places, traces: traces.bodies.join("\n") };
      for (const place of ["public.jobs", "public.sportsbook_sessions", "bullmq.job", "the log of api", "traces", ...Object.keys(inRedis)])
        expect(all, place).toHaveProperty([place]);
      expect([all["traces"], all["the log of worker"], all["Redis"] ?? "-"].map((text) => text !== "")).toEqual([true, true, true]);
      const bearer = EVERYTHING.authorization.split(".").at(-1) ?? "";
      expect(hitsIn(all, [token, asCaller, LOGIN.BOARD_PASSWORD, bearer, ...Object.values(SECRETS)])).toEqual([]);
    });

    it("is in no payload of a job that has settled, not even sealed", async () => {
      const completed = await database.client`select payload from jobs where status = 'completed' and kind = 'session.create'`;
      expect(completed.length).toBeGreaterThan(0);
      for (const { payload } of completed) expect(payload).not.toHaveProperty("session_data");
    });
  });
});
