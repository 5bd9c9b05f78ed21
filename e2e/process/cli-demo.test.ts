import { until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { runCli, startMain } from "../support/process.ts";
import { countOf } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";

describe("the demo", async () => {
  const { database, url } = await startSystem();

  it("keeps every kind of job coming, until it is stopped", async () => {
    const demo = startMain("cli", { args: ["demo", "--rate", "50"], env: { ASSENT_URL: url } });
    await demo.output(/Ctrl-C stops it/);
    const settled = (kind: string, status: string) => countOf(database, "jobs", `kind = '${kind}' and status = '${status}'`);
    for (const kind of ["session.create", "session.renew", "session.revoke", "session.expire", "consent.withdraw", "consent.check"])
      await until(`a ${kind} is done`, async () => (await settled(kind, "completed")) > 0, 60_000);
    await until("one is refused", async () => (await settled("session.create", "refused")) > 0);
    demo.kill("SIGINT");
    const { code, output } = await demo.exit;
    expect(code, output).toBe(0);
    expect(output).toMatch(/^Stopped\. .*\d+ created/m);
  });

  it("refuses a rate that is none, and production", async () => {
    expect(await runCli(["demo", "--rate", "0"])).toMatchObject({ code: 2 });
    const { createServer } = await import("node:http");
    const production = createServer((_, reply) => reply.end(JSON.stringify({ status: "healthy", environment: "production" }))).listen(0);
    await until("it listens", async () => production.address());
    const { port } = production.address() as { port: number };
    expect(await runCli(["demo"], { env: { ASSENT_URL: `http://127.0.0.1:${port}` } })).toMatchObject({
      ...{ code: 4, output: expect.stringContaining("is in production") },
    });
    production.close();
  });
});
