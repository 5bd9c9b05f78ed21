/** What a change costs: this checkout beside another one, which `--other` names. Beside itself it shows how exact that is. */
import { resolve } from "node:path";
import { templateOf } from "../support/databases.ts";
import type { Measurement } from "../support/measurement.ts";
import { comparePairs } from "../support/pairs.ts";
import { ROOT } from "../support/programs.ts";
import type { Run } from "../support/scenario.ts";
import { newSystem } from "../support/system.ts";

export async function beside(run: Run): Promise<Measurement[]> {
  const { services, options } = run;
  const root = resolve(options.other ?? ROOT);
  const template = await templateOf(services.postgres.url, root);
  const other = { ...services, postgres: { ...services.postgres, template } };
  return comparePairs(run, {
    about: `beside ${options.other ?? "the same"}`,
    start: (backend) =>
      Promise.all([newSystem(other, backend, { isAlone: false, root }), newSystem(services, backend, { isAlone: false })]),
  });
}
