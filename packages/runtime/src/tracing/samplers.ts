import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { isSampled } from "../traceparent.ts";
import type { TracingEnv } from "./env.ts";

type Settings = Pick<TracingEnv, "OTEL_TRACES_SAMPLER" | "OTEL_TRACES_SAMPLER_ARG">;

export interface Samplers {
  sampler: Sampler;
  /** Decides the same about what has neither a parent nor links, and asks for neither. */
  root: Sampler;
}

export function samplersOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: Settings): Samplers {
  const root = ROOTS[name.replace("parentbased_", "") as keyof typeof ROOTS](ratio);
  return { root, sampler: name.startsWith("parentbased_") ? followingLinks(new ParentBasedSampler({ root })) : root };
}

const ROOTS = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio: number) => new TraceIdRatioBasedSampler(ratio),
};

/** What several traces share is a child of none of them, and is kept if one of them is. */
const followingLinks = (sampler: Sampler): Sampler => ({
  shouldSample(...span) {
    const [, , , , , links] = span;
    if (links.some(({ context }) => isSampled(context))) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    return sampler.shouldSample(...span);
  },
  toString: () => `FollowingLinks{${sampler}}`,
});
