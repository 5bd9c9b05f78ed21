import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { replicatedPostgres } from "../support/clusters.ts";
import { fleet } from "../support/fleet.ts";
import { migrated } from "../support/given-database.ts";
import { startLoad } from "../support/load.ts";
import { runCli } from "../support/process.ts";
import { newSession } from "../support/requests.ts";
import { countOf } from "../support/rows.ts";

const MIGRATED = { code: 0, output: expect.stringContaining("The database is up to date.") };

describe("a fail-over to a replica that every commit has waited for", async () => {
  const { primary, standby, url } = await replicatedPostgres({ synchronous: true });
  const database = await migrated({ DATABASE_URL: url });
  const { startApi, startWorker } = await fleet({ DATABASE_URL: url }, database);
  const api = await startApi();
  const worker = await startWorker();
  const load = startLoad(api.client, 8);

  it("loses nothing that was accepted, and does nothing twice", async () => {
    await load.more(100);
    await primary.kill();
    await standby.promote();
    await load.more(100);
    await load.stop();

    const open = () => countOf(database, "jobs", "status = 'queued'");
    await until("every job has settled", async () => (await open()) === 0, 30_000);
    const [counted] = await database.client`
      select count(jobs.id)::int as accepted, count(*) filter (where status = 'completed')::int as completed,
        (select count(*)::int from sportsbook_sessions where created_by_job = any(${load.accepted}::uuid[])) as sessions,
        (select count(*)::int from audit_logs where action = 'session.created' and job_id = any(${load.accepted}::uuid[])) as audits
      from unnest(${load.accepted}::uuid[]) as wanted(id) left join jobs using (id)`;
    const n = new Set(load.accepted).size;
    expect(counted).toEqual({ accepted: n, completed: n, sessions: n, audits: n });
    expect(Object.keys(load.refused).filter((status) => status !== "503")).toEqual([]);
  });

  it("is followed by those who wait for jobs, by the worker, by BullMQ and by commands", async () => {
    await until("both listen on the new primary", async () => {
      const listening = await standby.tell("select application_name as name from pg_stat_activity where query ilike '%listen %'");
      return ["assent-listen", "session.create:"].every((wanted) => listening.some(({ name }) => `${name}:`.startsWith(wanted)));
    });
    expect(await api.client.post("/sessions", newSession())).toMatchObject({ status: 201 });
    expect((await api.client.get(`/workers/${worker.id}`)).body.worker).toMatchObject({ status: "running" });
    expect(await runCli(["migrate"], { env: { DATABASE_URL: url } })).toMatchObject(MIGRATED);
  });

  it("is not undone by an old primary that nobody has told of it", async () => {
    await primary.start();
    await standby.tell(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'assent-%' and pid <> pg_backend_pid()",
    );
    const again = startLoad(api.client, 8);
    await again.more(50);
    await again.stop();
    const strays = await primary.tell(
      "select application_name from pg_stat_activity where application_name in ('assent-api', 'assent-worker')",
    );
    expect(strays).toEqual([]);
  });
});
