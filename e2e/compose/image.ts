/** What is in the image, and what a container of it can do. */
import { expect, it } from "vitest";
import { docker, inspect } from "./support/docker.ts";
import { type Fleet, SERVICES } from "./support/fleet.ts";

const PAGES = ["@bull-board/ui", "htmx.org", "swagger-ui-dist", "uplot"];
const OURS = ["engine", "worker", "board"];

export function anImageFitToRun(fleet: () => Fleet) {
  const inImage = (line: string) => docker("run", "--rm", "--entrypoint", "sh", fleet().image, "-c", line);
  const states = async (service: string) => Promise.all((await fleet().containers(service)).map(inspect));

  it("holds bundles of the processes, the pages of four packages, and no package manager", async () => {
    expect((await inImage("ls")).split("\n")).toEqual(["apps", "deploy", "dist", "migrations", "node_modules", "package.json"]);
    expect((await inImage("cd node_modules && ls -d @*/* [!@]*")).split("\n")).toEqual(PAGES);
    expect(await inImage("command -v npm || echo none")).toBe("none");
  });

  it("holds no .env, no repository, no test and no secret", async () => {
    const unwanted = await inImage("find . -name '.env*' -o -name .git -o -name '*.ts'");
    expect(unwanted).toBe("");
    const { secrets, image } = fleet();
    const told = (await docker("history", "--no-trunc", image)) + (await docker("inspect", image));
    for (const [name, value] of Object.entries(secrets)) {
      if (/SECRET|PASSWORD|KEY/.test(name)) expect(told).not.toContain(value);
    }
  });

  it("runs as a user who owns none of its files", async () => {
    expect(await inImage("id -u")).toBe("1000");
    expect(await inImage("find /app -user node -o -writable -not -type l | head")).toBe("");
  });

  it.each(OURS)("gives %s nothing it could misuse", async (service) => {
    for (const { HostConfig } of await states(service)) {
      expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges:true"], Init: true });
      expect(HostConfig.Memory).toBeGreaterThan(0);
    }
    const [container = ""] = await fleet().containers(service);
    expect(await docker("exec", container, "sh", "-c", "touch /app/x 2>/dev/null && echo written || echo refused")).toBe("refused");
  });

  it.each(SERVICES)("keeps %s's log short and its ports at home", async (service) => {
    for (const { HostConfig } of await states(service)) {
      expect(HostConfig.LogConfig.Config).toHaveProperty("max-size");
      for (const binding of Object.values(HostConfig.PortBindings ?? {}).flat()) expect(binding.HostIp).toBe("127.0.0.1");
    }
  });

  it.each(["postgres", "redis", "engine", "worker"])("publishes no port of %s", async (service) => {
    for (const { HostConfig } of await states(service)) expect(Object.keys(HostConfig.PortBindings ?? {})).toEqual([]);
  });

  it("gives a worker no key and nobody but migrate the owner's password", async () => {
    const { SESSION_ENCRYPTION_KEY = "-", POSTGRES_PASSWORD = "-", JWT_SECRET = "-" } = fleet().secrets;
    const [worker] = await states("worker");
    const environment = worker?.Config.Env.join("\n");
    for (const secret of [SESSION_ENCRYPTION_KEY, JWT_SECRET]) expect(environment).not.toContain(secret);
    for (const { Config } of (await Promise.all(OURS.map(states))).flat()) expect(Config.Env.join("\n")).not.toContain(POSTGRES_PASSWORD);
  });

  it.each([
    ["engine", "API"],
    ["worker", "WORKER"],
    ["board", "BOARD"],
  ])("gives %s the password of its own role in PostgreSQL and of no other", async (service, own) => {
    for (const { Config } of await states(service)) {
      const given = ["API", "WORKER", "BOARD"].filter((part) =>
        Config.Env.join("\n").includes(fleet().secrets[`${part}_DATABASE_PASSWORD`] ?? "-"),
      );
      expect(given).toEqual([own]);
    }
  });

  it.each(["api", "worker", "board"])("lets %s's role add to the audit log, and neither change it nor any table", async (part) => {
    const asApplication = (statement: string) => fleet().sql(`set role arbitrage_${part}; ${statement}`);
    expect(await asApplication("select count(*) >= 0 from jobs")).toContain("t");
    const refused = [
      "update audit_logs set actor = 'x'",
      "delete from audit_logs",
      "truncate audit_logs",
      "insert into audit_logs (id, actor, action, subject, outcome, occurred_at) values (gen_random_uuid(), 'x', 'x', 'x', 'ok', '2000-01-01')",
      "alter table jobs add column x int",
      "create table x ()",
      "create temporary table x ()",
      "delete from sportsbook_sessions",
      "update user_consents set granted_at = now()",
    ];
    for (const statement of refused) await expect(asApplication(statement)).rejects.toThrow(/permission denied|must be owner/);
  });
}
