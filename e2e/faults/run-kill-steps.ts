import { type Killed, killAtEveryStep } from "./kill-steps.ts";
import type { Options } from "./support/options.ts";
import type { Servers } from "./support/servers.ts";
import { told } from "./support/table.ts";

/** @returns whether there was one effect wherever a process was killed */
export async function runKillSteps(servers: Servers, { backends }: Options): Promise<boolean> {
  let red = 0;
  for (const backend of backends) {
    const killed = (await killAtEveryStep(servers, backend, (one) => console.log(line(one)))).filter(({ died }) => died);
    const calls = (app: string) => killed.filter((one) => one.app === app && one.when === "after").length;
    console.log(`${backend}: ${calls("api")} calls of the API and ${calls("worker")} of the worker, killed before and after each`);
    red += killed.filter(({ findings }) => findings.some(({ holds }) => !holds)).length;
  }
  console.log(red === 0 ? "\nOne effect each time." : `\n${red} RED.`);
  return red === 0;
}

function line({ app, backend, when, call, findings }: Killed): string {
  const bad = findings.filter(({ holds }) => !holds).map(told);
  return (
    `${app} killed ${when} call ${call} (${backend})`.padEnd(44) +
    ` | ${bad.length === 0 ? "one effect | green" : `${bad.join("; ")} | RED`}`
  );
}
