/**
 * Whether a span will be kept, asked before there is one. The SDK asks in the middle of making it, and makes one for what is left out
 * as well; where one request in ten is kept, that is most of what traces cost.
 */
import { type SpanContext, SpanKind } from "@opentelemetry/api";
import { type IdGenerator, RandomIdGenerator, SamplingDecision } from "@opentelemetry/sdk-trace";
import type { Samplers } from "./samplers.ts";
import { under } from "./under.ts";

export interface Head {
  /** If it is kept, its span is to be made at once: a new trace then has the id that the sampler was asked about. */
  keeps(parent: SpanContext | undefined): boolean;
  /** Of the SDK that makes the spans. */
  ids: IdGenerator;
}

export function headOf({ sampler, root }: Samplers): Head {
  const random = new RandomIdGenerator();
  let promised: string | undefined;

  function takeTraceId(): string {
    const traceId = promised ?? random.generateTraceId();
    promised = undefined;
    return traceId;
  }

  return {
    keeps(parent) {
      const traceId = parent?.traceId ?? takeTraceId();
      const { decision } = (parent ? sampler : root).shouldSample(under(parent), traceId, "", SpanKind.INTERNAL, {}, []);
      const isKept = decision === SamplingDecision.RECORD_AND_SAMPLED;
      if (isKept && !parent) promised = traceId;
      return isKept;
    },
    ids: { generateTraceId: takeTraceId, generateSpanId: () => random.generateSpanId() },
  };
}
