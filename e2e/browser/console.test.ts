/** What an operator does in a browser, against the running system. */
import { join } from "node:path";
import { SEED } from "@assent/db";
import { queuePrefix, until } from "@assent/testkit";
import { describe, expect, inject, it } from "vitest";
import { browse, chromium } from "../support/browser.ts";
import { fleet, submit } from "../support/fleet.ts";
import { workersObeyed } from "../support/pauses.ts";
import { ROOT, startMain } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { settledRow } from "../support/rows.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const POISONED = ["--import", join(ROOT, "e2e/support/poison.ts")];

describe.skipIf(!chromium).each(["postgres", "redis"])("an operator on %s", (backend) => {
  describe.skipIf(backend === "redis" && !inject("redisUrl"))("with a browser", async () => {
    const onRedis = { REDIS_URL: inject("redisUrl") ?? "", QUEUE_PREFIX: queuePrefix() };
    const { database, env, startApi, startWorker, worker } = await fleet({
      ...LOGIN,
      BOARD_PORT: "0",
      ...(backend === "redis" ? onRedis : {}),
    });
    const board = startMain("board", { env });
    const [api, poisoned, { url }] = await Promise.all([startApi(), startWorker({ node: POISONED }), board.event("board.listening")]);
    const { page, complaints, open, follow, shows, violations } = await browse(String(url));
    const failed = await submit(api.client, { sportsbook: "poison_throws" });
    await settledRow(database, failed);

    it("logs in, and is told how the fleet is", async () => {
      await open("/");
      await page.type("[name=user]", LOGIN.BOARD_USER);
      await page.type("[name=password]", LOGIN.BOARD_PASSWORD);
      await page.keyboard.press("Enter");
      await shows("1 job failed in the last five minutes.");
      await page.waitForFunction('document.querySelectorAll(".chart canvas").length === 2');
    });

    it("finds a failed job and learns why it failed", async () => {
      await open("/jobs?status=failed");
      await follow("session.create");
      await shows("The job has failed");
      await shows("2 failed attempts by now");
      expect(page.url()).toBe(`${url}/jobs/${failed}`);
    });

    it("drains the worker, starts another, retries the job and sees it complete", async () => {
      await open(`/workers/${poisoned.id}`);
      await follow("Drain…");
      await follow("Drain it");
      await worker(poisoned.id, "stopped");
      await shows("stopped");
      await open("/");
      await shows("No worker takes jobs");

      await open(`/jobs/${failed}`);
      await follow("Retry");
      await shows("Why is it not running?");
      await shows("Start one.");
      await startWorker();
      await shows("completed");
      await open(`/jobs/${failed}`);
      await shows("opened again, by board:operator");
    });

    it("pauses a kind, is told so by a job that waits, and resumes it", async () => {
      await open("/kinds/session.create");
      await page.type("[name=reason]", "the sportsbook is down");
      await follow("Pause");
      await shows("by board:operator since");
      await workersObeyed(database);
      const waiting = await submit(api.client);
      await open(`/jobs/${waiting}`);
      await shows("session.create was paused by board:operator");
      await shows("the sportsbook is down");
      await open("/kinds/session.create");
      await follow("Resume");
      await settledRow(database, waiting);
      await open(`/jobs/${waiting}`);
      await shows("completed");
    });

    it("cancels all jobs that match, once it has been told how many they are", async () => {
      await open("/kinds/session.create");
      await follow("Pause");
      await shows("by board:operator since");
      await workersObeyed(database);
      const jobs = await Promise.all([submit(api.client), submit(api.client), submit(api.client)]);
      await open("/jobs?kind=session.create&status=queued");
      await follow("Cancel all that match…");
      await shows("This will cancel 3 jobs");
      await follow("Cancel 3 jobs");
      await shows("completed");
      for (const id of jobs) expect(await settledRow(database, id)).toMatchObject({ status: "cancelled" });
      await open("/kinds/session.create");
      await follow("Resume");
    });

    it("finds out within a few steps why a user's session was not created", async () => {
      const { userId, consentId } = SEED.expired;
      await api.client.post("/sessions", newSession({ user_id: userId, consent_id: consentId }));
      await open("/");
      await page.keyboard.press("/");
      await page.keyboard.type(userId);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      await shows("the consent has expired.");
    });

    it("ends a session for a reason", async () => {
      const { body } = await api.client.post("/sessions", newSession());
      await open(`/find?q=${body.session.id}`);
      await follow("End…");
      await page.type("[name=reason]", "stolen");
      await follow("End it");
      await shows("completed");
      const ended = async () => (await api.client.get(`/sessions/${body.session.id}`)).body.session.status === "revoked";
      await until("the session has ended", ended);
      await open(`/sessions/${body.session.id}`);
      await shows("stolen");
    });

    it("sees what happens without loading the page again", async () => {
      await open("/workers");
      await page.evaluate(() => Object.assign(globalThis, { loaded: "once" }));
      const late = await startWorker();
      await shows(`…${late.id.slice(-8)}`);
      expect(await page.evaluate(() => (globalThis as { loaded?: string }).loaded)).toBe("once");
    });

    const PAGES = [
      ...["/", "/jobs", `/jobs/${failed}`, "/operations", "/operations/new?action=retry", "/kinds", "/kinds/session.create", "/workers"],
      ...[
        `/workers/${poisoned.id}`,
        `/users/${SEED.valid.userId}`,
        `/users/${SEED.valid.userId}/sessions`,
        `/consents/${SEED.valid.consentId}`,
      ],
      ...[`/consents/${SEED.valid.consentId}/withdraw`, "/audit", "/logout"],
    ];

    const looks = [
      { width: 400, scheme: "light" },
      { width: 1_280, scheme: "dark" },
    ];
    /** What a page looks like does not depend on the backend. */
    it.each(backend === "postgres" ? looks : looks.slice(1))(
      "can read every page at $width px in the $scheme, whatever the eyes",
      async ({ width, scheme }) => {
        await page.setViewport({ width, height: 900 });
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        const wrong: string[] = [];
        for (const path of PAGES) {
          await open(path);
          wrong.push(...(await violations()));
          const overflow = Number(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
          if (overflow > 0) wrong.push(`${path} is ${overflow} px too wide`);
        }
        expect(wrong).toEqual([]);
      },
    );

    it("has heard no complaint of the browser, not from Bull Board's page either", async () => {
      await open("/queues");
      await page.waitForSelector("nav, aside");
      expect(complaints).toEqual([]);
    });
  });
});
