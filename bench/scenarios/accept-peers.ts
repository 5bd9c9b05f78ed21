/** What HTTP alone would accept, and what the simplest way of accepting does without HTTP. */
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { cpuOf } from "../support/cpu.ts";
import { post } from "../support/load.ts";
import type { Measurement } from "../support/measurement.ts";
import { newPeerRun } from "../support/peer-run.ts";
import { startProgram } from "../support/programs.ts";
import type { Run } from "../support/scenario.ts";

type Figures = Omit<Measurement, "what">;
const COMMON = { unit: "requests/s", better: "more" } as const;

export async function emptyPost({ say }: Run, amount: number, connections: number): Promise<Figures> {
  say("an empty POST");
  const server = startProgram("bench/peers/empty-fastify.ts", {});
  const url = String((await server.event("ready"))["url"]);
  const bodies = Array.from({ length: CONSENTS }, () => sessionBody({ userId: crypto.randomUUID(), consentId: crypto.randomUUID() }));
  const load = { url, path: "/api/v1/sessions", bodies, connections, headers: { prefer: "respond-async" } };
  await post({ ...load, amount: Math.ceil(amount / 5) });
  const before = await cpuOf(server.pid);
  const { perSecond, p50, p99 } = await post({ ...load, amount });
  const after = await cpuOf(server.pid);
  await server.stop("SIGKILL");
  const cpuUs = before !== undefined && after !== undefined ? { api: Math.round((after - before) / amount) } : {};
  return { ...COMMON, who: "Fastify, empty POST", value: perSecond, cpuUs, also: { p50_ms: p50, p99_ms: p99 } };
}

export async function naiveInsertAndAdd({ services, say }: Run, count: number, atATime: number): Promise<Figures> {
  const { database, measure, close } = await newPeerRun(services, "redis");
  say("a naive insert and add");
  const [consent] = await addConsents(database.sql, 1);
  if (!consent) throw new Error("no consent");
  const { value, cpuUs } = await measure({ do: "accept", count, atATime, consent }, count, async (program) =>
    Number((await program.event("done", 600_000))["per_second"]),
  );
  await close();
  return { ...COMMON, who: "insert + BullMQ add, without HTTP", value, cpuUs };
}
