import { Command } from "commander";
import { apiClient } from "../client.ts";
import { Failure } from "../failure.ts";
import { interrupted, say } from "../output.ts";

export const demoCommand = () =>
  new Command("demo")
    .description(
      "send a steady mix of requests to a running system, so that console and dashboards have something to show; never in production",
    )
    .option("--rate <n>", "requests a second, 1 to 200", "5")
    .action(async ({ rate }: { rate: string }) => {
      if (!/^[1-9]\d{0,2}$/.test(rate) || Number(rate) > 200) throw new Failure("usage", "--rate must be a whole number from 1 to 200.");
      const { runDemo } = await import("../demo.ts");
      const client = apiClient();
      const { environment } = await client.get<{ environment: string }>("//health");
      if (environment === "production")
        throw new Failure("refused", `${client.url} is in production, and a demo would leave its users and sessions there.`);
      say(`Sending ${rate} requests a second to ${client.url}: creations, refusals, renewals, withdrawals, checks and short sessions.`);
      say("Ctrl-C stops it; what it has made stays. Look at it: npm run assent -- status --watch");
      const { poisonSource } = await import("../demo-poison.ts");
      const poison = await poisonSource();
      if (poison) say("Every half a minute a job comes that always fails: npm run assent -- jobs list --status failed");
      await runDemo(client, { rate: Number(rate), poison: poison?.add, signal: interrupted() }).finally(poison?.close);
    });
