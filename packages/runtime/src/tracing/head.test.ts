import { TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import { readEnv } from "../env.ts";
import { isSampled, spanContextIn } from "../traceparent.ts";
import { tracingEnv } from "./env.ts";
import { headOf } from "./head.ts";
import { samplersOf } from "./samplers.ts";

const TRIES = 500;
const KEPT = spanContextIn("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
const LEFT_OUT = spanContextIn("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");

function sdk(name: string, ratio = "1") {
  const samplers = samplersOf(readEnv(tracingEnv, { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }));
  const { sampler } = samplers;
  const head = headOf(samplers);
  return { head, tracer: new TracerProvider({ sampler, idGenerator: head.ids }).getTracer("test") };
}

describe("headOf", () => {
  it("keeps exactly the new traces that the SDK keeps, about as many as the ratio says", () => {
    const { head, tracer } = sdk("traceidratio", "0.5");
    const kept = Array.from({ length: TRIES }, () => head.keeps(undefined)).filter(
      (isKept) => isKept && isSampled(tracer.startSpan("x").spanContext()),
    );
    expect(kept.length).toBeGreaterThan(0.35 * TRIES);
    expect(kept.length).toBeLessThan(0.65 * TRIES);
  });

  it("promises each id once", () => {
    const { head, tracer } = sdk("parentbased_always_on");
    const traceIds = Array.from({ length: TRIES }, () => head.keeps(undefined) && tracer.startSpan("x").spanContext().traceId);
    traceIds.push(tracer.startSpan("x").spanContext().traceId);
    expect(new Set(traceIds).size).toBe(TRIES + 1);
  });

  it.each([
    ["parentbased_traceidratio", "0", KEPT, true],
    ["parentbased_always_on", "1", LEFT_OUT, false],
    ["always_on", "1", LEFT_OUT, true],
    ["always_off", "1", KEPT, false],
    ["traceidratio", "0", KEPT, false],
  ])("asks the sampler about a parent: %s %s", (name, ratio, parent, isKept) => {
    expect(sdk(name, ratio).head.keeps(parent)).toBe(isKept);
  });
});
