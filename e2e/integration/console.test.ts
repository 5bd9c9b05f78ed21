/** The console over HTTP: what a browser is not needed for. */
import { boardEnv, startBoard } from "@assent/board";
import { appendAudit, insertJobs, SEED } from "@assent/db";
import { newId, problemOf } from "@assent/domain";
import { createLog, readEnv } from "@assent/runtime";
import { backendOfTest, until } from "@assent/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cuttableWayTo } from "../support/cuttable.ts";
import { settled } from "../support/fleet.ts";
import { givenSession, givenUser } from "../support/given.ts";
import { HOSTILE_ESCAPES } from "../support/hostile.ts";
import { FORM, operatorAt } from "../support/operator.ts";
import { newJobRow } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const HTML = { accept: "text/html" };
const SCRIPT = `"><script>alert('x')</script>`;

describe.skipIf(!backendOfTest().available)("the console", async () => {
  const { client, database, variables } = await startSystem();
  const way = await cuttableWayTo(database.urls.board);
  const env = { ...variables, ...LOGIN, BOARD_PORT: "0", DATABASE_URL: way.url };
  const logged: Record<string, unknown>[] = [];
  const log = createLog("assent-test", "warn", { write: (line) => void logged.push(JSON.parse(line)) });
  const board = await startBoard(readEnv(boardEnv, env), log);
  afterAll(() => board.stop(AbortSignal.timeout(5_000)));
  const operator = operatorAt(board.url, LOGIN.BOARD_USER);
  beforeAll(() => operator.logIn(LOGIN.BOARD_PASSWORD));
  const get = (path: string) => operator.get(path, HTML);
  const tokenOn = async (path: string) => /name="_csrf" value="([^"]+)"/.exec((await get(path)).text)?.[1] ?? "";
  /** Sends the form that a page has. */
  const post = async (page: string, path: string, fields: Record<string, string> = {}) =>
    operator.send("POST", path, { ...HTML, ...FORM }, new URLSearchParams({ _csrf: await tokenOn(page), ...fields }).toString());
  const audited = (action: string) =>
    database.client`select actor, subject, user_id as "userId", detail from audit_logs where action = ${action} order by id`;

  it.each(["/", "/jobs", "/operations", "/kinds", "/workers", "/audit", "/audit/export.csv", "/figures.json", `/users/${newId()}`])(
    "shows %s to nobody who has not logged in",
    async (path) => {
      const stranger = operatorAt(board.url, "");
      expect((await stranger.get(path, HTML)).headers.get("location")).toBe("/login");
      expect(await stranger.get(path, { ...HTML, "hx-request": "true" })).toMatchObject({ status: 401, text: "" });
    },
  );

  it("allows nothing inline and nothing from elsewhere", async () => {
    const { headers, text } = await get("/");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(text).not.toMatch(/<script>|<style| style=| on\w+=|https?:\/\//);
    const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, url = ""]) => url);
    expect(assets.length).toBeGreaterThan(4);
    for (const url of assets) expect((await get(url)).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  it("escapes whatever is in a row", async () => {
    const job = newJobRow({ name: "consent.check" }, { note: SCRIPT }, { principal: SCRIPT, requestId: SCRIPT, traceparent: SCRIPT });
    await insertJobs(database.db, [job]);
    const problem = JSON.stringify(problemOf("job-failed", SCRIPT));
    await database.client`update jobs set status = 'failed', settled_at = clock_timestamp(), problem = ${problem}::text::jsonb where id = ${job.id}`;
    await appendAudit(database.db, [
      { actor: SCRIPT, action: "job.failed", subject: `job:${SCRIPT}`, outcome: "failed", jobId: job.id, detail: { [SCRIPT]: SCRIPT } },
    ]);
    const pages = ["/", `/jobs/${job.id}`, "/jobs", "/audit", `/jobs?principal=${encodeURIComponent(SCRIPT)}`];
    for (const page of pages) {
      const { status, text } = await get(page);
      expect([page, status]).toEqual([page, 200]);
      expect(text).not.toContain("<script>alert");
    }
    expect((await get(`/jobs/${job.id}`)).text).toContain("&lt;script&gt;alert(&#39;x&#39;)");
  });

  it("answers whatever is in an address with a page", async () => {
    const places = [
      ...["jobs?kind=", "jobs?user=", "jobs?since=", "jobs?before=", "audit?subject=", "audit?action=", "find?q=", "workers?before="],
      ...["jobs/", "users/", "kinds/", "audit/", "operations/", "operations/new?action="],
    ];
    for (const place of places)
      for (const hostile of HOSTILE_ESCAPES) {
        const { status } = await get(`/${place}${hostile}`);
        expect([place, hostile, status < 500]).toEqual([place, hostile, true]);
      }
  });

  it("does nothing without the form's token, or for another page", async () => {
    const withoutToken = await operator.send("POST", "/kinds/session.create/pause", { ...HTML, ...FORM }, "reason=x");
    expect([withoutToken.status, withoutToken.text]).toEqual([403, expect.stringContaining("too old or not from here")]);
    const _csrf = await tokenOn("/kinds/session.create");
    const body = new URLSearchParams({ _csrf }).toString();
    const foreign = await operator.send("POST", "/kinds/session.create/pause", { ...FORM, "sec-fetch-site": "cross-site" }, body);
    expect(foreign.status).toBe(403);
    expect(await audited("kind.paused")).toEqual([]);
  });

  it("records who looked at a user, and shows no session's data", async () => {
    const session = await givenSession(client);
    const pages = [
      `/users/${SEED.valid.userId}`,
      `/users/${SEED.valid.userId}/sessions`,
      `/sessions/${session.id}`,
      `/consents/${SEED.valid.consentId}`,
    ];
    for (const page of pages) {
      const { text } = await get(page);
      expect(text).toContain(session.id);
      for (const secret of ["a-token-from-the-sportsbook", "ciphertext", "wrapped"]) expect(text).not.toContain(secret);
    }
    const viewed = { actor: "board:operator", subject: `user:${SEED.valid.userId}`, userId: SEED.valid.userId, detail: {} };
    const ofUser = (await audited("user.viewed")).filter(({ userId }) => userId === SEED.valid.userId);
    expect(ofUser).toEqual([viewed, viewed]);
    expect(await audited("session.listed")).toEqual([viewed]);
    expect((await audited("session.read")).at(-1)).toMatchObject({ actor: "board:operator", subject: `session:${session.id}` });
  });

  it("withdraws a consent and ends its sessions, under the operator's name and for the reason given", async () => {
    const { user_id, consent_id } = await givenUser(client);
    await givenSession(client, { user_id, consent_id });
    const page = `/consents/${consent_id}/withdraw`;
    const { status, headers } = await post(page, page, { reason: "asked by letter" });
    const [, , jobId = ""] = headers.get("location")?.split("/") ?? [];
    expect([status, await settled(client, jobId)]).toMatchObject([
      303,
      { status: "completed", principal: "board:operator", result: { sessions_ended: 1 } },
    ]);
    expect((await get(`/users/${user_id}`)).text).toContain("asked by letter");
  });

  it("exports the audit log as text that no spreadsheet runs, on record", async () => {
    const formula = '=HYPERLINK("http://x")';
    const jobId = newId();
    await appendAudit(
      database.db,
      [formula, "+1", "-1", "@x", "\tx", 'a "quoted", text'].map((actor) => ({
        actor,
        action: "job.failed" as const,
        subject: "job:x",
        outcome: "failed" as const,
        jobId,
      })),
    );
    const { text, headers } = await get(`/audit/export.csv?job=${jobId}`);
    expect(headers.get("content-disposition")).toBe('attachment; filename="audit.csv"');
    const actors = text
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => /^"[^"]*","[^"]*",("(?:[^"]|"")*")/.exec(line)?.[1]);
    expect(actors).toEqual(['"a ""quoted"", text"', `"'\tx"`, `"'@x"`, `"'-1"`, `"'+1"`, `"'=HYPERLINK(""http://x"")"`]);
    const rows = (await get(`/audit/export.ndjson?job=${jobId}`)).text.trimEnd().split("\n");
    expect(rows.map((row) => JSON.parse(row).actor)).toContain(formula);
    expect((await audited("audit.exported")).map(({ detail }) => detail.format)).toEqual(["csv", "ndjson"]);
  });

  it("exports more rows than it reads at once, each once", async () => {
    const subject = `job:${newId()}`;
    const entry = { actor: "test", action: "job.failed", subject, outcome: "failed" } as const;
    await appendAudit(
      database.db,
      Array.from({ length: 2_500 }, () => entry),
    );
    const rows = (await get(`/audit/export.ndjson?subject=${subject}&actor=test`)).text.trimEnd().split("\n");
    expect(new Set(rows.map((row) => JSON.parse(row).id)).size).toBe(2_500);
    expect(rows).toHaveLength(2_500);
  });

  it("says that it is PostgreSQL that does not answer, asks again, and finds it; the log says so once in five seconds", async () => {
    const since = performance.now();
    way.cut();
    const { status, text } = await get("/workers");
    expect([status, text]).toEqual([503, expect.stringContaining("PostgreSQL does not answer")]);
    expect(text).toContain('<meta http-equiv="refresh" content="3">');
    expect(text).toContain('hx-get="/workers"');
    for (const page of ["/jobs", "/kinds", "/figures.json", "/queues/api/queues"])
      expect([page, (await get(page)).status]).toEqual([page, 503]);
    way.mend();
    await until("the page is back", async () => (await get("/workers")).status === 200);

    const lines = logged.filter(({ event }) => event === "board.unavailable");
    expect(lines.length).toBeLessThanOrEqual(1 + Math.floor((performance.now() - since) / 5_000));
    expect(lines[0]).toMatchObject({
      level: "warn",
      code: expect.any(String),
      msg: expect.stringContaining("PostgreSQL could not answer"),
    });
    expect(JSON.stringify(lines)).not.toContain("select");
  });
});
