import { FAULTS } from "./faults/index.ts";
import { suffer } from "./matrix.ts";
import type { Options } from "./support/options.ts";
import type { Servers } from "./support/servers.ts";
import { isGreen, line } from "./support/table.ts";

/** Every chosen fault on every chosen backend. @returns whether all promises were kept */
export async function runMatrix(servers: Servers, options: Options): Promise<boolean> {
  let [green, red] = [0, 0];
  for (const { fault, backend } of chosen(options)) {
    if (fault.impossible) {
      console.log(`${fault.name} (${backend})`.padEnd(34), `| NOT RUN: ${fault.impossible}`);
      continue;
    }
    const verdict = await suffer(servers, fault, backend, options);
    console.log(line(verdict));
    isGreen(verdict) ? green++ : red++;
  }
  console.log(
    red === 0 ? `\nAll ${green} green; seed ${options.seed}.` : `\n${red} of ${red + green} RED; --seed ${options.seed} repeats it.`,
  );
  return red === 0;
}

function chosen({ smoke, only, backends }: Options) {
  const unknown = only?.filter((name) => !FAULTS.some((fault) => fault.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`there is no fault ${unknown.join(", ")}; there are ${FAULTS.map(({ name }) => name).join(", ")}`);
  const faults = FAULTS.filter(({ name }) => only?.includes(name) ?? true);
  return backends.flatMap((backend) =>
    faults.filter((fault) => (smoke && !only ? fault.smoke : fault.backends).includes(backend)).map((fault) => ({ fault, backend })),
  );
}
