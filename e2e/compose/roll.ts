/** Scaling and restarting under load: whatever was accepted is done, once. */
import { expect, it } from "vitest";
import { clientOf } from "../support/client.ts";
import { docker } from "./support/docker.ts";
import { eventually } from "./support/eventually.ts";
import type { Fleet } from "./support/fleet.ts";
import { type Load, type LoadOptions, startLoad } from "./support/load.ts";

const ALLOWED = [201, 202, 503];
const TEST_MS = 300_000;

export function aRollThatLosesNothing(fleet: () => Fleet) {
  const scale = (...services: string[]) =>
    fleet().compose("up", "-d", "--no-deps", "--no-recreate", ...services.flatMap((one) => ["--scale", one]), "worker", "engine");
  const allHealthy = async (service: string) => void (await Promise.all((await fleet().containers(service)).map(fleet().healthy)));
  const workers = async (status: string) => (await clientOf(fleet().urls.api).get(`/workers?status=${status}`)).body.workers;

  async function restartEach(service: string) {
    for (const container of await fleet().containers(service)) {
      await docker("restart", "-t", "30", container);
      await fleet().healthy(container);
    }
  }

  /** Runs `change` under load and proves that every session was created once. */
  async function underLoad(name: string, options: LoadOptions, change: () => Promise<unknown>): Promise<Load> {
    const { load, done } = startLoad(fleet().urls.api, name, options);
    await change();
    await done;
    const ofLoad = `payload ->> 'sportsbook' like '${name}\\_%'`;
    const open = `select count(*) from jobs where status = 'queued' and ${ofLoad}`;
    await eventually("every job has settled", async () => (await fleet().sql(open)) === "0");
    const created = `select count(*), count(distinct sportsbook) from sportsbook_sessions where sportsbook like '${name}\\_%'`;
    expect(await fleet().sql(created)).toBe(`${options.sessions}|${options.sessions}`);
    expect(load.accepted.size).toBe(options.sessions);
    expect([...load.statuses.keys()].filter((status) => !ALLOWED.includes(status))).toEqual([]);
    expect(load.withoutRetryAfter).toBe(0);
    const counts = JSON.stringify(Object.fromEntries(load.statuses));
    process.stdout.write(`\n${name}: ${options.sessions} sessions, answers ${counts}, slowest ${load.slowestMs} ms\n`);
    return load;
  }

  it("creates 1,000 sessions while workers scale 1 to 4 to 2 and engines restart in turn", { timeout: TEST_MS }, async () => {
    await underLoad("scaling", { sessions: 1_000, clients: 20, pauseMs: 600 }, async () => {
      await scale("worker=4", "engine=2");
      await allHealthy("worker");
      expect(await workers("running")).toHaveLength(4);
      await restartEach("engine");
      await scale("worker=2", "engine=2");
    });
    expect(await workers("lost")).toEqual([]);
    expect(await workers("running")).toHaveLength(2);
    expect(await workers("stopped")).toHaveLength(2);
  });

  it("replaces every container of ours with a new one", { timeout: TEST_MS }, async () => {
    const before = await Promise.all(["engine", "worker", "board"].map(fleet().containers));
    await underLoad("rolling", { sessions: 600, clients: 10, pauseMs: 600 }, () => fleet().type("deploy/roll.sh"));
    const after = await Promise.all(["engine", "worker", "board"].map(fleet().containers));
    expect(after.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(after.flat().filter((container) => before.flat().includes(container))).toEqual([]);
    expect(await workers("lost")).toEqual([]);
  });

  it("goes on when Redis and then PostgreSQL are restarted", { timeout: TEST_MS }, async () => {
    await underLoad("databases", { sessions: 400, clients: 10, pauseMs: 400, idempotent: true }, async () => {
      await restartEach("redis");
      await restartEach("postgres");
    });
    expect((await clientOf(fleet().urls.api).get("//health/detailed")).body.status).toBe("healthy");
  });

  it("answers 503 with Retry-After, never 502, while the only engine is away", { timeout: TEST_MS }, async () => {
    await scale("worker=2", "engine=1");
    const [engine = ""] = await fleet().containers("engine");
    await docker("stop", "-t", "30", engine);
    const { status, headers, body } = await clientOf(fleet().urls.api).get("//health", { "x-request-id": "lonely" });
    expect({ status, retry: headers.get("retry-after") }).toEqual({ status: 503, retry: "1" });
    expect(body).toMatchObject({ type: "urn:assent:problem:unavailable", instance: "urn:assent:request:lonely" });
    await docker("start", engine);
    await fleet().healthy(engine);
    expect((await clientOf(fleet().urls.api).get("//health")).status).toBe(200);
  });
}
