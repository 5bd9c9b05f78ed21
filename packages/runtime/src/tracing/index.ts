/**
 * Traces. Our code speaks to the API of OpenTelemetry alone; its SDK is loaded if the standard variables ask for it. Parents are
 * handed on by hand and not by an AsyncLocalStorage: a batch serves many requests, and belongs to none of their contexts.
 */
import { DiagLogLevel, diag, type Span, type SpanContext, type SpanOptions, SpanStatusCode, trace } from "@opentelemetry/api";
import { readEnv } from "../env.ts";
import { type Service, within } from "../lifecycle.ts";
import type { Log } from "../log.ts";
import { sparingly } from "../sparingly.ts";
import { VERSION } from "../version.ts";
import { asksForTraces, tracingEnv } from "./env.ts";
import type { Head } from "./head.ts";
import { under } from "./under.ts";

export { tracingEnv } from "./env.ts";
export { under } from "./under.ts";

export const tracer = trace.getTracer("assent", VERSION);

let head: Head | undefined;

/** Whether spans go anywhere: what costs something for the sake of a span is to be left out otherwise. */
export const isTracing = (): boolean => head !== undefined;

export interface NewSpan extends SpanOptions {
  name: string;
}

/** Begins a span if it is kept; for what is left out nothing is made, not even its name. */
export function startIfKept(parent: SpanContext | undefined, make: () => NewSpan): Span | undefined {
  if (!head?.keeps(parent)) return undefined;
  const { name, ...options } = make();
  return tracer.startSpan(name, options, under(parent));
}

/** @param type a code or a class: an error's own words may quote a row */
export function markFailed(span: Span, type: string): void {
  span.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });
}

/** A collector that is away must not hold up a process that stops. */
const FLUSH_MS = 2_000;
const REPORT_EVERY_MS = 60_000;

/** To be stopped last. Whatever is wrong with traces, work goes on without them. */
export async function startTracing(service: string, log: Log): Promise<Service> {
  const flush = asksForTraces() ? await start(service, log) : undefined;
  return { name: "tracing", stop: async (deadline) => flush?.(AbortSignal.any([deadline, AbortSignal.timeout(FLUSH_MS)])) };
}

/** @returns what sends the last spans */
async function start(service: string, log: Log): Promise<((deadline: AbortSignal) => Promise<void>) | undefined> {
  try {
    const env = readEnv(tracingEnv);
    const { startSdk } = await import("./sdk.ts");
    const report = reportingTo(log);
    diag.setLogger({ error: report, warn: report, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
    const sdk = startSdk(env, service);
    head = sdk.head;
    return async (deadline) => {
      const sent = within(sdk.provider.shutdown().catch(report), deadline);
      if (!(await sent)) report("the collector did not take the last spans in time");
    };
  } catch (err) {
    log.warn({ event: "tracing.off", err }, "there will be no traces: the OTEL_* variables are not valid");
    return undefined;
  }
}

/** What it complains of are texts, sometimes with a stack. */
const reportingTo = (log: Log) =>
  sparingly(
    (complaint: unknown) => log.warn({ event: "tracing.failed", reason: String(complaint).slice(0, 500) }, "spans were lost or are late"),
    REPORT_EVERY_MS,
  );
