/** How long a caller waits for 201, alone and among others. */
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { perItem, spent } from "../support/cpu.ts";
import { post } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem } from "../support/system.ts";

export async function wait(run: Run): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const backend of run.options.backends) measured.push(...(await waitOn(run, backend)));
  return measured;
}

async function waitOn({ services, options: { size }, say }: Run, backend: Backend): Promise<Measurement[]> {
  const system = await newSystem(services, backend);
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const api = await system.startApi();
  const worker = await system.startWorker();
  const load = { url: api.url, path: "/api/v1/sessions", bodies };
  say(`wait on ${backend}: warming up`);
  await post({ ...load, amount: bySize(size, 50, 2_000), connections: 50 });

  async function callers(connections: number, amount: number): Promise<Measurement[]> {
    say(`wait on ${backend}: ${connections} at a time`);
    const before = await system.meter.read({ api: [api], worker: [worker] });
    const { p50, p99, perSecond } = await post({ ...load, amount, connections });
    const cpuUs = perItem(spent(before, await system.meter.read({ api: [api], worker: [worker] })), amount);
    const what = `wait for 201, ${connections === 1 ? "one caller" : `${connections} callers`} (${backend})`;
    const common = { who: ASSENT, unit: "ms", better: "less" } as const;
    return [
      { ...common, what: `${what}, p50`, value: p50, cpuUs, also: { per_second: perSecond } },
      { ...common, what: `${what}, p99`, value: p99 },
    ];
  }

  const alone = await callers(1, bySize(size, 20, 300));
  const among = await callers(50, bySize(size, 100, 5_000));
  await system.close();
  return [...alone, ...among];
}
