/** How long it takes from an event's record to the hands of who follows the stream, and to a webhook, at a steady rate. */
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { receiveWebhook } from "../support/event-receiver.ts";
import { followStream } from "../support/event-stream.ts";
import { percentile, post } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem } from "../support/system.ts";

const PER_SECOND = 500;
const STREAMS = 10;

export async function events(run: Run): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const backend of run.options.backends) measured.push(...(await eventsOn(run, backend)));
  return measured;
}

async function eventsOn({ services, options: { size }, say }: Run, backend: Backend): Promise<Measurement[]> {
  const system = await newSystem(services, backend);
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const api = await system.startApi();
  await system.startWorker();
  const load = { url: api.url, path: "/api/v1/sessions", bodies, connections: 50, headers: { prefer: "respond-async" } };
  await post({ ...load, amount: bySize(size, 50, 2_000) });
  const amount = PER_SECOND * bySize(size, 1, 20, 60);
  const streams = await Promise.all(Array.from({ length: STREAMS }, () => followStream(api.url, "session.created")));
  const webhook = await receiveWebhook(api.url, "session.created");
  say(`events on ${backend}: ${amount} at ${PER_SECOND} a second, ${STREAMS} streams`);
  await post({ ...load, amount, perSecond: PER_SECOND });
  const latencies = (await Promise.all(streams.map((stream) => stream.take(amount)))).flat();
  const delivered = await webhook.take(amount);
  await system.close();
  const common = { who: ASSENT, unit: "ms", better: "less" } as const;
  const figures = (to: string, values: number[]) =>
    [50, 99].map((part) => ({
      ...common,
      what: `from record to ${to} at ${PER_SECOND} events a second, ${STREAMS} streams and a webhook (${backend}), p${part}`,
      value: percentile(values, part),
    }));
  return [...figures("stream", latencies), ...figures("webhook", delivered)];
}
