/** How many requests a second the API accepts, when nobody waits for the work to be done. */
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { perItem, spent } from "../support/cpu.ts";
import { post } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem } from "../support/system.ts";
import { emptyPost, naiveInsertAndAdd } from "./accept-peers.ts";

export const CONNECTIONS = 64;

export async function accept(run: Run): Promise<Measurement[]> {
  const amount = bySize(run.options.size, 200, 20_000);
  const measured: Measurement[] = [];
  const empty = run.options.peers ? await emptyPost(run, amount, CONNECTIONS) : undefined;
  for (const backend of run.options.backends) {
    const ours = await acceptOn(run, backend, amount);
    const { what } = ours;
    measured.push(ours);
    if (empty) measured.push({ ...empty, what });
    if (empty && backend === "redis") measured.push({ ...(await naiveInsertAndAdd(run, amount, CONNECTIONS)), what });
  }
  return measured;
}

async function acceptOn({ services, options: { apis: count = 1 }, say }: Run, backend: Backend, amount: number): Promise<Measurement> {
  const system = await newSystem(services, backend);
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const apis = await Promise.all(Array.from({ length: count }, () => system.startApi()));
  const load = {
    url: apis.map(({ url }) => url),
    path: "/api/v1/sessions",
    bodies,
    connections: CONNECTIONS,
    headers: { prefer: "respond-async" },
  };
  say(`accept on ${backend}: warming up`);
  await post({ ...load, amount: Math.ceil(amount / 5) });
  const before = await system.meter.read({ api: apis });
  say(`accept on ${backend}: ${amount} requests`);
  const { perSecond, p50, p99 } = await post({ ...load, amount });
  const cpuUs = perItem(spent(before, await system.meter.read({ api: apis })), amount);
  await system.close();
  const what = `accept, ${CONNECTIONS} connections${count > 1 ? `, ${count} APIs` : ""} (${backend})`;
  return { what, who: ASSENT, value: perSecond, unit: "requests/s", better: "more", cpuUs, also: { p50_ms: p50, p99_ms: p99 } };
}
