import { type Context, ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";

/** Where the children of a span begin; without one, a new trace. */
export const under = (parent: SpanContext | undefined): Context => (parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
