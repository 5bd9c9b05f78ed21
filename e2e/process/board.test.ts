import { insertJobs } from "@assent/db";
import { newId } from "@assent/domain";
import { type Broker, createBroker, deliver, deliveriesOf, kinds, queueNameOf } from "@assent/jobs";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { FORM, operatorAt } from "../support/operator.ts";
import { startMain } from "../support/process.ts";
import { newJobRow } from "../support/rows.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const QUEUES = "/queues/api/queues";
const QUEUE = `${QUEUES}/session.create`;
const SEALED = "c2VhbGVkLWNhbmFyeQ==";

describe.each(["postgres", "redis"])("the board on %s", (backend) => {
  describe.skipIf(backend === "redis" && !inject("redisUrl"))("", async () => {
    const onRedis = { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() };
    const { database, env, envOf } = await fleet({ ...LOGIN, BOARD_PORT: "0", ...(backend === "redis" ? onRedis : {}) });
    const board = startMain("board", { env: envOf("board") });
    const url = String((await board.event("board.listening")).url);
    const audited = (action: string) =>
      database.client`select actor, outcome, subject from audit_logs where action = ${action} order by id`;
    const operator = operatorAt(url, LOGIN.BOARD_USER);
    const withBroker = async (use: (broker: Broker) => Promise<void>) => {
      const broker = createBroker({
        ...{ name: "test", databaseUrl: database.url, redisUrl: env["REDIS_URL"], prefix: env["QUEUE_PREFIX"] ?? "", onError: () => {} },
      });
      await until("the broker answers", () =>
        broker.ping().then(
          () => true,
          () => false,
        ),
      );
      await use(broker);
      await broker.close();
    };

    it("lets nobody in who has not logged in", async () => {
      const stranger = operatorAt(url, "");
      expect(await stranger.get("/queues", { accept: "text/html" })).toMatchObject({ status: 303 });
      expect(await stranger.send("POST", "/operations", { ...FORM, accept: "text/html" }, "action=retry")).toMatchObject({ status: 303 });
      for (const path of [QUEUES, `${QUEUE}/x/logs`, "/queues/api/redis/stats"]) expect((await stranger.get(path)).status).toBe(401);
      expect((await stranger.send("PUT", `${QUEUE}/pause`)).status).toBe(401);
      expect((await stranger.get(QUEUES, { cookie: "assent_board=eyJhbGciOiJub25lIn0.e30." })).status).toBe(401);
      expect(await audited("kind.paused")).toHaveLength(0);
    });

    it("refuses a wrong password, and a form without its token", async () => {
      expect(await operator.logIn("wrong")).toMatchObject({ status: 401, text: expect.stringContaining("Wrong user or password.") });
      const body = new URLSearchParams({ user: LOGIN.BOARD_USER, password: LOGIN.BOARD_PASSWORD }).toString();
      const { status, cookies } = await operator.send("POST", "/login", FORM, body);
      expect([status, cookies.filter((cookie) => cookie.startsWith("assent_board="))]).toEqual([403, []]);
      expect(await audited("board.login")).toEqual([{ actor: "board:unknown", outcome: "refused", subject: "board" }]);
    });

    it("lets the operator in, with a cookie that stays at home", async () => {
      const { status, headers, cookies } = await operator.logIn(LOGIN.BOARD_PASSWORD);
      expect([status, headers.get("location")]).toEqual([302, "/"]);
      const cookie = cookies.find((one) => one.startsWith("assent_board=")) ?? "";
      expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
      const overTls = await operatorAt(url, LOGIN.BOARD_USER).logIn(LOGIN.BOARD_PASSWORD, { "x-forwarded-proto": "https" });
      for (const one of overTls.cookies) expect(one).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
      expect((await audited("board.login")).at(-1)).toMatchObject({ actor: "board:operator", outcome: "ok" });
    });

    it("shows all queues, and their jobs without what they carry", async () => {
      const job = newJobRow({ name: "session.create" }, { session_data: { key_id: "k", ciphertext: SEALED } });
      await insertJobs(database.db, [job]);
      await withBroker((broker) => deliver(broker, deliveriesOf([job])));

      const { text } = await operator.get("/queues", { accept: "text/html" });
      expect(text).toContain("<title>Assent</title>");
      expect(text).not.toMatch(/https?:\/\/(?!localhost)/);
      const page = await operator.get(`${QUEUES}?activeQueue=session.create&page=1&jobsPerPage=10`);
      const { queues } = JSON.parse(page.text);
      expect(queues.map(({ name }: { name: string }) => name).sort()).toEqual([...new Set(kinds.map(queueNameOf))].sort());
      const [shown] = queues.find(({ name }: { name: string }) => name === "session.create").jobs;
      expect(shown).toMatchObject({ id: job.id, data: {}, externalUrl: { href: `/jobs/${job.id}` } });
      const one = await operator.get(`${QUEUE}/${job.id}`);
      expect(one.status).toBe(200);
      for (const { text } of [page, one]) {
        for (const secret of [SEALED, "ciphertext", ...Object.values(LOGIN), database.url])
          if (secret !== "operator") expect(text).not.toContain(secret);
      }
    });

    it("reopens the row of a failed job", async () => {
      const { session_data: _, ...payload } = { session_data: "", ...kinds.find(({ name }) => name === "consent.check")?.example };
      const job = newJobRow({ name: "consent.check" }, payload);
      await insertJobs(database.db, [job]);
      const retry = () => operator.send("PUT", `${QUEUES}/consent.check/${job.id}/retry`);
      expect((await retry()).status).toBe(409);
      await database.client`update jobs set status = 'failed', settled_at = clock_timestamp(), attempts = 5 where id = ${job.id}`;
      expect((await retry()).status).toBe(204);
      expect(await database.client`select status, attempts from jobs where id = ${job.id}`).toEqual([{ status: "queued", attempts: 0 }]);
      expect(await audited("job.retried")).toEqual([{ actor: "board:operator", outcome: "ok", subject: `job:${job.id}` }]);
      const waiting = JSON.parse((await operator.get(`${QUEUES}/consent.check/${job.id}`)).text);
      expect(waiting.status).toMatch(/wait/);
      for (const id of ["no-id", "0192a000-0000-7000-8000-0000000000ff"])
        expect((await operator.send("PUT", `${QUEUES}/consent.check/${id}/retry`)).status).toBe(404);
    });

    it("reopens the failed rows of a delivery, and leaves the others of it alone", async () => {
      const { session_data: _, ...payload } = { session_data: "", ...kinds.find(({ name }) => name === "consent.check")?.example };
      const rows = Array.from({ length: 3 }, () => newJobRow({ name: "consent.check" }, payload));
      const [delivery, jobIds] = [newId(), rows.map(({ id }) => id)];
      await insertJobs(database.db, rows);
      await withBroker((broker) => deliver(broker, [{ id: delivery, kind: "consent.check", jobIds }]));
      const retry = () => operator.send("PUT", `${QUEUES}/consent.check/${delivery}/retry`);
      expect((await retry()).status).toBe(409);
      await database.client`update jobs set status = 'failed', settled_at = clock_timestamp(), attempts = 5 where id = any(${jobIds.slice(1)})`;
      await database.client`update jobs set status = 'completed', settled_at = clock_timestamp() where id = ${jobIds[0] ?? ""}`;
      expect((await retry()).status).toBe(204);
      expect(await database.client`select status from jobs where id = any(${jobIds}) order by id`).toEqual([
        { status: "completed" },
        { status: "queued" },
        { status: "queued" },
      ]);
    });

    it("pauses and resumes the kind of a queue, on record", async () => {
      const isPaused = async () =>
        JSON.parse((await operator.get(`${QUEUES}?page=1&jobsPerPage=1`)).text).queues.find(
          ({ name }: { name: string }) => name === "session.renew",
        ).isPaused;
      expect((await operator.send("PUT", `${QUEUES}/session.renew/pause`)).status).toBe(200);
      expect(await isPaused()).toBe(true);
      expect((await operator.send("PUT", `${QUEUES}/session.renew/resume`)).status).toBe(200);
      expect(await isPaused()).toBe(false);
      for (const action of ["kind.paused", "kind.resumed"])
        expect(await audited(action)).toEqual([{ actor: "board:operator", outcome: "ok", subject: "kind:session.renew" }]);
      expect((await operator.send("PUT", `${QUEUES}/none/pause`)).status).toBe(404);
      expect(await audited("kind.paused")).toHaveLength(1);
    });

    it.each([
      ["PUT", `${QUEUES}/pause`],
      ["PUT", `${QUEUES}/resume`],
      ["POST", `${QUEUE}/add`],
      ["PUT", `${QUEUE}/retry/failed`],
      ["PUT", `${QUEUE}/promote`],
      ["PUT", `${QUEUE}/clean/completed`],
      ["PUT", `${QUEUE}/empty`],
      ["PUT", `${QUEUE}/obliterate`],
      ["PUT", `${QUEUE}/concurrency`],
      ["PUT", `${QUEUE}/rate-limit`],
      ["PUT", `${QUEUE}/x/clean`],
      ["PUT", `${QUEUE}/x/promote`],
      ["PATCH", `${QUEUE}/x/update-data`],
    ])("does not do %s %s", async (method, path) => {
      const { status, text } = await operator.send(method, path);
      expect([status, text]).toEqual([403, expect.stringContaining("PostgreSQL is the truth")]);
    });

    it.each([{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { "sec-fetch-site": "", origin: "null" }])(
      "does nothing for another page: %o",
      async (from) => {
        expect((await operator.send("PUT", `${QUEUE}/pause`, from as Record<string, string>)).status).toBe(403);
        expect((await operator.send("POST", "/logout", from as Record<string, string>)).status).toBe(403);
      },
    );

    it("has nothing at an address with NUL in it", async () => {
      const addresses = [`${QUEUES}/%00`, `${QUEUE}/%00`, `${QUEUE}/a%00b/logs`, `${QUEUES}?activeQueue=%00`, "/queues/queue/%00", "/%00"];
      for (const address of addresses) {
        const { status, text } = await operator.get(address);
        expect([address, status, text]).toEqual([address, 404, '{"error":"There is nothing at this address."}']);
      }
      for (const address of [`${QUEUE}/%00/retry`, `${QUEUES}/%00/pause`]) expect((await operator.send("PUT", address)).status).toBe(404);
    });

    it("lets the operator out, and whoever has kept the cookie", async () => {
      const kept = { cookie: operator.cookie() };
      expect((await operator.get(QUEUES, kept)).status).toBe(200);
      const { status, cookies } = await operator.send("POST", "/logout");
      expect(status).toBe(302);
      expect(cookies).toEqual([expect.stringMatching(/^assent_board=;.*Expires=Thu, 01 Jan 1970/)]);
      for (const headers of [{}, kept]) expect((await operator.get(QUEUES, headers)).status).toBe(401);
      expect(await audited("board.logout")).toEqual([{ actor: "board:operator", outcome: "ok", subject: "board" }]);
    });

    it.each(["seen_at = clock_timestamp() - interval '30 minutes'", "created_at = clock_timestamp() - interval '12 hours'"])(
      "ends a session in time: %s",
      async (age) => {
        await operator.logIn(LOGIN.BOARD_PASSWORD);
        expect((await operator.get(QUEUES)).status).toBe(200);
        await database.client.unsafe(`update board_sessions set ${age}`);
        expect((await operator.get(QUEUES)).status).toBe(401);
      },
    );

    it("counts what the operator does as use, and not what a page asks for by itself", async () => {
      await operator.logIn(LOGIN.BOARD_PASSWORD);
      const idleAfter = async (headers: Record<string, string>) => {
        await database.client`update board_sessions set seen_at = clock_timestamp() - interval '29 minutes'`;
        expect((await operator.get("/kinds", headers)).status).toBe(200);
        const [row] = await database.client`select seen_at < clock_timestamp() - interval '28 minutes' as idle from board_sessions`;
        return row?.["idle"];
      };
      expect(await idleAfter({ accept: "text/html", "hx-request": "true" })).toBe(true);
      expect(await idleAfter({ accept: "text/html" })).toBe(false);
    });

    it("keeps nothing of a cookie that would let anybody in", async () => {
      const rows = JSON.stringify(await database.client`select * from board_sessions`);
      const [token = ""] = /(?<=assent_board=)[^.;]+/.exec(operator.cookie()) ?? [];
      expect(token.length).toBeGreaterThan(40);
      expect(rows).not.toContain(token);
    });

    it("ends all sessions when the password is another one", async () => {
      const other = startMain("board", { env: { ...env, BOARD_PASSWORD: "another-Qm3v8Xz1" } });
      const elsewhere = `${(await other.event("board.listening")).url}${QUEUES}`;
      expect((await fetch(elsewhere, { headers: { cookie: operator.cookie() } })).status).toBe(401);
      expect((await operator.get(QUEUES)).status).toBe(200);
    });

    it("gives ten wrong tries a minute to an address, and twenty at an account, at all boards together", async () => {
      const another = startMain("board", { env });
      const elsewhere = String((await another.event("board.listening")).url);
      const stranger = { here: operatorAt(url, LOGIN.BOARD_USER), there: operatorAt(elsewhere, LOGIN.BOARD_USER) };
      const tries = async (count: number, user = stranger) => {
        const statuses = [];
        for (let i = 0; i < count; i++) statuses.push((await (i % 2 ? user.here : user.there).logIn("wrong")).status);
        return statuses;
      };
      const expectTooMany = async (logIn: ReturnType<typeof operatorAt>["logIn"]) => {
        const { status, text, headers } = await logIn(LOGIN.BOARD_PASSWORD);
        expect([status, text]).toEqual([429, expect.stringContaining("Too many tries")]);
        expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
        expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
      };
      const forget = (what: string) => database.client`delete from rate_limits where key like ${`login-${what}%`}`;
      await forget("");
      for (let i = 0; i < 12; i++) expect((await stranger.here.logIn(LOGIN.BOARD_PASSWORD)).status).toBe(302);
      expect(await tries(10)).toEqual(Array(10).fill(401));
      await expectTooMany(stranger.there.logIn);
      await forget("address");
      expect(await tries(10)).toEqual(Array(10).fill(401));
      await forget("address");
      await expectTooMany(stranger.here.logIn);
      const somebody = { here: operatorAt(url, "somebody"), there: operatorAt(elsewhere, "somebody") };
      expect(await tries(2, somebody)).toEqual([401, 401]);
      const rows = JSON.stringify(await database.client`select * from rate_limits`);
      for (const said of ["127.0.0.1", LOGIN.BOARD_USER, "somebody"]) expect(rows).not.toContain(said);
    });

    it("lets nobody in when it cannot count", async () => {
      await database.client`alter table rate_limits rename to away`;
      expect((await operatorAt(url, LOGIN.BOARD_USER).logIn(LOGIN.BOARD_PASSWORD)).status).toBe(503);
      await database.client`alter table away rename to rate_limits`;
      board.kill("SIGTERM");
      expect(await board.exit).toMatchObject({ code: 0 });
    });
  });
});

describe("a board without credentials", () => {
  it("does not start, and names what is missing", async () => {
    const { code, output } = await startMain("board", { env: { DATABASE_URL: "postgres://x" } }).exit;
    expect(code).toBe(1);
    for (const name of ["SESSION_SECRET", "BOARD_USER", "BOARD_PASSWORD"]) expect(output).toContain(`  ${name}: `);
  });
});
