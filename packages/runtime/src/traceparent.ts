/** W3C Trace Context: the header `traceparent`, in which a trace goes from process to process. */
import { type SpanContext, TraceFlags } from "@opentelemetry/api";

const FORM = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})$/;

/** The span that it names; undefined if it names none. */
export function spanContextIn(traceparent: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = (traceparent && FORM.exec(traceparent)) || [];
  if (!traceId || !spanId || !flags) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

export const traceIdIn = (traceparent: string | null | undefined): string | undefined => spanContextIn(traceparent)?.traceId;

export const traceparentOf = (span: SpanContext): string => `00-${span.traceId}-${span.spanId}-${isSampled(span) ? "01" : "00"}`;

/** The same span, of a trace that is not kept. */
export const leftOut = (span: SpanContext): SpanContext => ({ ...span, traceFlags: TraceFlags.NONE });

/** Whether the trace that it belongs to is kept. */
export const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;
