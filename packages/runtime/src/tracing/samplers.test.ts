import { SpanKind } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import { readEnv } from "../env.ts";
import { spanContextIn } from "../traceparent.ts";
import { tracingEnv } from "./env.ts";
import { samplersOf } from "./samplers.ts";
import { under } from "./under.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const KEPT = spanContextIn(`00-${TRACE}-00f067aa0ba902b7-01`);
const LEFT_OUT = spanContextIn(`00-${TRACE}-00f067aa0ba902b7-00`);

interface Where {
  parent?: typeof KEPT;
  link?: typeof KEPT;
  traceId?: string;
}

function keeps(name: string, { parent, link, traceId = TRACE }: Where = {}, ratio?: string): boolean {
  const { sampler } = samplersOf(readEnv(tracingEnv, { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }));
  const links = link ? [{ context: link }] : [];
  return (
    sampler.shouldSample(under(parent), traceId, "process", SpanKind.CONSUMER, {}, links).decision === SamplingDecision.RECORD_AND_SAMPLED
  );
}

describe("samplersOf", () => {
  it.each([
    ["always_on", true],
    ["always_off", false],
    ["parentbased_always_on", true],
    ["parentbased_always_off", false],
  ])("decides about a new trace: %s %s", (name, kept) => expect(keeps(name)).toBe(kept));

  it.each(["always_on", "always_off", "traceidratio"])("asks no parent: %s", (name) => {
    expect(keeps(name, { parent: KEPT }, "0.5")).toBe(keeps(name, { parent: LEFT_OUT }, "0.5"));
    expect(keeps(name, { link: KEPT }, "0.5")).toBe(keeps(name, { link: LEFT_OUT }, "0.5"));
  });

  it.each(["parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"])("does as the parent does: %s", (name) => {
    expect([keeps(name, { parent: KEPT }, "0"), keeps(name, { parent: LEFT_OUT }, "1")]).toEqual([true, false]);
  });

  it("keeps what is linked to a trace that is kept", () => {
    expect(keeps("parentbased_traceidratio", { link: KEPT }, "0")).toBe(true);
    expect(keeps("parentbased_traceidratio", { link: LEFT_OUT }, "0")).toBe(false);
  });

  it("keeps a part of the traces, and of each trace all or nothing", () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => (i * 4_294_967).toString(16).padStart(8, "0").padEnd(32, "0"));
    const kept = ids.filter((traceId) => keeps("traceidratio", { traceId }, "0.1"));
    expect(kept.length).toBe(100);
    expect(ids.filter((traceId) => keeps("parentbased_traceidratio", { traceId }, "0.1"))).toEqual(kept);
  });
});
