import { eventsIn } from "./event-stream.ts";
import type { CallOptions } from "./options.ts";
import { problemIn } from "./problem.ts";
import { type Call, get } from "./transport/call.ts";
import { pause } from "./transport/deadline.ts";
import type { Transport } from "./transport/transport.ts";
import type { LiveJob, ProblemDocument } from "./types.ts";

/** The server says something every 15 s. */
const SILENCE_MS = 45_000;
const RECONNECT_MS = 1_000;

/** A job as it is now and at every change, over as many connections as it takes. The time of a call is that of a connection. */
export async function* followJob(transport: Transport, id: string, options: CallOptions): AsyncGenerator<LiveJob, void, undefined> {
  const call = get(`/jobs/${encodeURIComponent(id)}/events`);
  for (let last = ""; ; await pause(RECONNECT_MS, options.signal)) {
    for await (const data of statesIn(transport, call, options)) {
      if (data === last) continue;
      last = data;
      const job = JSON.parse(data) as LiveJob;
      yield job;
      if (job.status !== "queued") return;
    }
  }
}

/** What one connection tells, until it breaks or falls silent. @throws AssentProblem if the job was lost */
async function* statesIn(transport: Transport, call: Call, options: CallOptions): AsyncGenerator<string, void, undefined> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  const ending = options.signal ? AbortSignal.any([silence.signal, options.signal]) : silence.signal;
  try {
    const { body } = await transport.open(call, transport.begin(options), ending);
    if (body) yield* statesOf(body, listen, options.signal);
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

async function* statesOf(body: ReadableStream<Uint8Array>, onBytes: () => void, signal: AbortSignal | undefined) {
  const events = eventsIn(body, onBytes);
  for (;;) {
    const next = await events.next().catch(() => ({ done: true }) as const);
    signal?.throwIfAborted();
    if (next.done) return;
    const { event, data } = next.value;
    if (event === "problem") throw problemIn((JSON.parse(data) as ProblemDocument).status, data);
    if (event === "job") yield data;
  }
}
