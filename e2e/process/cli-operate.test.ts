/** The commands that operate a fleet, against a running one. */
import { randomUUID } from "node:crypto";
import { insertJobs, SEED } from "@assent/db";
import { problemOf } from "@assent/domain";
import { consentCheck } from "@assent/jobs";
import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { givenQueuedJob, givenUser } from "../support/given.ts";
import { runCli, startMain } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { countOf, newJobRow } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";
import { asService } from "../support/tokens.ts";

const SCOPES = ["jobs:read", "jobs:write", "workers:read", "workers:write", "kinds:write", "audit:read", "sessions:read", "sessions:write"];

describe("operating from the command line", async () => {
  const {
    client: bare,
    database,
    url,
    startWorker,
    stop,
  } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", API_WAIT_MS: "20000" } });
  const token = (...scopes: string[]) => asService(...scopes).authorization.replace("Bearer ", "");
  const env = { ASSENT_URL: url, ASSENT_TOKEN: token(...SCOPES) };
  const cli = (args: string[], changes: Record<string, string> = {}) => runCli(args, { env: { ...env, ...changes } });
  const json = async (args: string[]) => JSON.parse((await cli([...args, "--json"])).output);
  const client = bare.with(asService(...SCOPES, "consents:write", "consents:read"));
  const worker = await startWorker();
  const own = await givenUser(client);
  const payload = { consent_id: SEED.valid.consentId, user_id: SEED.valid.userId };
  const waiting = (principal: string, jobs: number) =>
    insertJobs(
      database.db,
      Array.from({ length: jobs }, () => newJobRow(consentCheck, payload, { principal })),
    );
  const open = (principal: string) => countOf(database, "jobs", `principal = '${principal}' and status = 'queued'`);

  it("status shows workers, kinds and rates, at once and again and again", async () => {
    const { code, output } = await cli(["status"]);
    expect(code, output).toBe(0);
    /** As of its last heartbeat. */
    expect(output).toMatch(/^workers +1 running; \d+ jobs? in hand/m);
    expect(output).toMatch(/^session\.create +0 /m);
    expect(await json(["status"])).toMatchObject({ workers: { running: 1 } });
    const watching = startMain("cli", { args: ["status", "--watch"], env });
    await watching.output(/(last min[\s\S]*){2}/);
    watching.kill("SIGINT");
    expect((await watching.exit).code).toBe(0);
  });

  it("finds out why a user's session was not created", async () => {
    await client.post("/sessions", newSession({ ...own, consent_id: SEED.withdrawn.consentId }));
    const today = ["--since", "00:00", "--until", "23:59:59"];
    const { code, output } = await cli(["jobs", "list", "--user", own.user_id, ...today]);
    expect(code, output).toBe(0);
    const [, id = "", reason = ""] = /^(\S+) +session\.create +refused .* (\S+)$/m.exec(output) ?? [];
    expect(reason).toBe("consent_not_found");
    expect((await cli(["jobs", "list", "--user", own.user_id, "--until", "2020-01-01"])).output).toBe("No job matches.\n");
    expect(await json(["jobs", "list", "--user", own.user_id, "--kind", "session.create"])).toMatchObject([{ id, status: "refused" }]);

    const shown = await cli(["jobs", "show", id]);
    expect(shown.output).toMatch(/^reasons: consent_not_found$/m);
    expect(shown.output).toMatch(/ refused +\d/m);
    expect(shown.output).toMatch(/session\.created +refused +test-service/);
    expect((await cli(["jobs", "show", id], { ASSENT_TOKEN: token("jobs:read") })).output).toContain("may not read it (audit:read)");
  });

  it("says why a job waits, and pauses and resumes its kind", async () => {
    const paused = await cli(["kinds", "pause", "session.create", "--reason", "the lawyers asked"]);
    expect(paused).toMatchObject({ code: 0, output: expect.stringContaining("assent kinds resume session.create") });
    expect((await cli(["kinds", "list"])).output).toMatch(/^session\.create .* PAUSED$/m);
    await until("the worker has heard of it", async () => worker.heartbeat.paused.includes("session.create"));
    const id = await givenQueuedJob(client, own);
    expect((await cli(["jobs", "show", id])).output).toMatch(/why it is not done: .*paused by test-service.*the lawyers asked/);
    expect((await cli(["status"])).output).toContain("session.create is paused by test-service");
    expect(await cli(["kinds", "pause", "session.create"])).toMatchObject({ code: 4 });
    expect((await cli(["kinds", "resume", "session.create"])).code).toBe(0);
    expect((await client.get(`/jobs/${id}`, { prefer: "wait=20" })).body.job.status).toBe("completed");
  });

  it("cancels all that match, when it is told that it may", async () => {
    await stop(worker);
    await waiting("ours", 3);
    const unsure = await cli(["jobs", "cancel", "--principal", "ours"]);
    expect(unsure).toMatchObject({ code: 2, output: expect.stringMatching(/3 waiting jobs match\.[\s\S]*add --yes/) });
    expect(await open("ours")).toBe(3);

    const asked = startMain("cli", { args: ["jobs", "cancel", "--principal", "ours", "--yes", "--reason", "a mistake"], env });
    await until("it is begun", async () => (await client.get("/job-operations")).body.job_operations.length === 1);
    asked.kill("SIGINT");
    const { code, output } = await asked.exit;
    expect(code).toBe(130);
    const [, operation = ""] = /Follow it: assent jobs follow (\S+)/.exec(output) ?? [];
    expect(await cli(["jobs", "cancel", "--principal", "ours", "--yes"])).toMatchObject({
      code: 4,
      output: expect.stringContaining(operation),
    });

    await startWorker();
    const followed = await cli(["jobs", "follow", operation]);
    expect(followed).toMatchObject({ code: 0, output: `3 cancelled. Operation ${operation} is completed.\n` });
    expect(await open("ours")).toBe(0);
    expect(await cli(["jobs", "stop", operation])).toMatchObject({ code: 4 });
  });

  it("retries one, or all", async () => {
    const done = async () => {
      const { body } = await client.post(`/consents/${own.consent_id}/checks`);
      const problem = problemOf("job-failed", "consent.check failed after 5 attempts.", { reasons: ["DEADLINE"] });
      await database.client`update jobs set status = 'failed', problem = ${JSON.stringify(problem)}::text::jsonb, settled_at = now() where id = ${body.job_id}`;
      return body.job_id;
    };
    const one = await done();
    expect((await cli(["status"])).output).toMatch(new RegExp(`^${one} .* DEADLINE$`, "m"));
    expect(await cli(["jobs", "retry", one])).toMatchObject({ code: 0, output: expect.stringContaining("queued again") });
    expect((await client.get(`/jobs/${one}`, { prefer: "wait=20" })).body.job.status).toBe("completed");
    expect(await cli(["jobs", "retry", one])).toMatchObject({ code: 4 });
    const other = await done();
    expect((await cli(["jobs", "retry", "--all", "--yes"])).output).toContain("1 queued again.");
    expect((await client.get(`/jobs/${other}`, { prefer: "wait=20" })).body.job.status).toBe("completed");
    expect(await cli(["jobs", "retry"])).toMatchObject({ code: 2, output: expect.stringContaining("filters") });
  });

  it("says what is wrong, with an exit code for each", async () => {
    expect(await cli(["jobs", "show", randomUUID()])).toMatchObject({ code: 3, output: "There is no such job.\n" });
    expect(await cli(["jobs", "list", "--since", "yesterday"])).toMatchObject({ code: 2, output: expect.stringContaining("14:05") });
    expect(await cli(["jobs", "list", "--kind", "no.such"])).toMatchObject({ code: 2, output: expect.stringContaining("session.create") });
    expect(await cli(["status"], { ASSENT_TOKEN: "" })).toMatchObject({ code: 4, output: expect.stringContaining("Set ASSENT_TOKEN") });
    expect(await cli(["status"], { ASSENT_TOKEN: token() })).toMatchObject({ code: 4, output: expect.stringContaining("workers:read") });
    const nowhere = await cli(["status"], { ASSENT_URL: "http://127.0.0.1:1" });
    expect(nowhere).toMatchObject({ code: 5, output: expect.stringMatching(/Nothing answers at http:\/\/127\.0\.0\.1:1 .*npm start/) });
    expect(await cli(["status", "--loud"])).toMatchObject({ code: 2 });
  });

  it("lists workers, and drains one", async () => {
    const listed = await json(["workers", "list", "--status", "running"]);
    expect(listed).toHaveLength(1);
    expect((await cli(["workers", "list"])).output).toMatch(/^\S+ +running .* MiB /m);
    expect(await cli(["workers", "drain", listed[0].id])).toMatchObject({ code: 0 });
    expect(await cli(["workers", "drain", randomUUID()])).toMatchObject({ code: 3 });
  });
});
