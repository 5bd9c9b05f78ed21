/**
 * Jobs in traces, by OpenTelemetry's conventions for messaging: a `send` span when a job is accepted, and under it a `process` span
 * of the transaction that did it, with its SQL step by step. A job's row carries the trace from the one to the other.
 */
import { type ClaimedRow, errorCode, type NewJob } from "@assent/db";
import { describeError, isSampled, isTracing, markFailed, spanContextIn, startIfKept, traceparentOf, tracer, under } from "@assent/runtime";
import { type Attributes, type Span, type SpanContext, SpanKind } from "@opentelemetry/api";

const about = (operation: string, type: "send" | "process", kind: string): Attributes => ({
  "messaging.system": "assent",
  "messaging.operation.name": operation,
  "messaging.operation.type": type,
  "messaging.destination.name": kind,
});

/** Accepts a job within a span, if its trace is kept; the job then names it as where it comes from. @param origin as in a `Request` */
export async function sent<T>(job: NewJob, origin: string | null | undefined, accept: () => Promise<T>): Promise<T> {
  const span = startSend(job, origin);
  if (!span) return accept();
  job.traceparent = traceparentOf(span.spanContext());
  return accept()
    .catch((error) => {
      markFailed(span, reasonOf(error));
      throw error;
    })
    .finally(() => span.end());
}

function startSend({ id, kind }: NewJob, origin: string | null | undefined): Span | undefined {
  const parent = spanContextIn(origin);
  if (origin === null || (parent && !isSampled(parent))) return undefined;
  return startIfKept(parent, () => ({
    ...{ name: `send ${kind}`, kind: SpanKind.PRODUCER },
    attributes: { ...about("send", "send", kind), "messaging.message.id": id },
  }));
}

/** What a transaction tells of itself. */
export interface BatchTrace {
  /** Does a part of the work. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Names the jobs that it is about. */
  claimed(rows: ClaimedRow[]): void;
}

const untraced: BatchTrace = { step: (_, work) => work(), claimed() {} };

type Settled = ReadonlyMap<string, { status: string }>;

/** Runs the transaction of a batch. Its spans are made when it is over: only the claim tells whose traces it belongs to. */
export async function traced<T extends Settled>(kind: string, workerId: string | null, run: (trace: BatchTrace) => Promise<T>): Promise<T> {
  if (!isTracing()) return run(untraced);
  const { trace, end } = recording(kind, workerId);
  try {
    const settled = await run(trace);
    end({ settled });
    return settled;
  } catch (error) {
    end({ error });
    throw error;
  }
}

interface Step {
  name: string;
  from: number;
  to: number;
  error?: unknown;
}

interface End {
  settled?: Settled;
  error?: unknown;
}

function recording(kind: string, workerId: string | null) {
  /** Of `performance.now()`, which does not jump, in milliseconds since 1970. */
  const epoch = Date.now() - performance.now();
  const now = () => epoch + performance.now();
  const startTime = now();
  const steps: Step[] = [];
  let batch: Claimed | undefined;
  let lastStepOver = startTime;

  const trace: BatchTrace = {
    async step(name, work) {
      if (batch?.kept.length === 0) return work();
      const step: Step = { name, from: now(), to: 0 };
      steps.push(step);
      try {
        return await work();
      } catch (error) {
        step.error = error;
        throw error;
      } finally {
        step.to = lastStepOver = now();
      }
    },
    claimed(rows) {
      batch = { rows, kept: keptOf(rows) };
    },
  };

  function end({ settled, error }: End) {
    if (!batch || batch.kept.length === 0) return;
    const endTime = now();
    if (settled) steps.push({ name: "commit", from: lastStepOver, to: endTime });
    const spans = spansOf({ kind, workerId, ...batch, startTime, settled });
    for (const step of steps) record(step, spans.spanContext);
    for (const span of spans.all) {
      if (error !== undefined) markFailed(span, reasonOf(error));
      span.end(endTime);
    }
  }

  return { trace, end };
}

function record({ name, from, to, error }: Step, batch: SpanContext) {
  const options = { kind: SpanKind.CLIENT, startTime: from, attributes: { "db.system.name": "postgresql" } };
  const span = tracer.startSpan(name, options, under(batch));
  if (error !== undefined) markFailed(span, reasonOf(error));
  /** A step that has not ended was given up with the transaction. */
  span.end(to || undefined);
}

interface Claimed {
  rows: ClaimedRow[];
  kept: Kept[];
}

interface Kept {
  row: ClaimedRow;
  parent: SpanContext;
}

/** Whether a trace is kept was decided where its job was accepted; of a job that names none nothing is. */
const keptOf = (rows: ClaimedRow[]): Kept[] =>
  rows.flatMap((row) => {
    const parent = spanContextIn(row.traceparent);
    return parent && isSampled(parent) ? [{ row, parent }] : [];
  });

interface Batch extends Claimed {
  kind: string;
  workerId: string | null;
  startTime: number;
  settled: Settled | undefined;
}

interface Spans {
  /** Under which the steps are. */
  spanContext: SpanContext;
  all: Span[];
}

function spansOf(batch: Batch): Spans {
  const [only] = batch.kept;
  if (only && batch.rows.length === 1) {
    const span = spanOfJob(batch, only);
    return { spanContext: span.spanContext(), all: [span] };
  }
  const span = spanOfBatch(batch);
  const link = { context: span.spanContext() };
  return { spanContext: link.context, all: [span, ...batch.kept.map((one) => spanOfJob(batch, one, [link]))] };
}

/** A job in the trace of its request; of a batch of one it is the whole of it. */
function spanOfJob({ kind, workerId, startTime, settled }: Batch, { row, parent }: Kept, links: { context: SpanContext }[] = []): Span {
  const status = settled?.get(row.id)?.status;
  const attributes = {
    ...about("process", "process", kind),
    "messaging.message.id": row.id,
    ...(workerId ? { "assent.worker.id": workerId } : {}),
    ...(status ? { "assent.job.status": status } : {}),
  };
  return tracer.startSpan(`process ${kind}`, { kind: SpanKind.CONSUMER, attributes, startTime, links }, under(parent));
}

/** What many requests share is in a trace of its own, and linked to theirs. */
function spanOfBatch({ kind, workerId, rows, kept, startTime }: Batch): Span {
  const attributes = {
    ...about("process_batch", "process", kind),
    "messaging.batch.message_count": rows.length,
    ...(workerId ? { "assent.worker.id": workerId } : {}),
  };
  const links = kept.map(({ row, parent }) => ({ context: parent, attributes: { "messaging.message.id": row.id } }));
  return tracer.startSpan(`process_batch ${kind}`, { kind: SpanKind.CONSUMER, root: true, attributes, startTime, links }, under(undefined));
}

/** A code or a class: an error's own words may quote a row. */
const reasonOf = (error: unknown) => errorCode(error) ?? String(describeError(error)["type"]);
