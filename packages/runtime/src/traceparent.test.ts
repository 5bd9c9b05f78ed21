import { describe, expect, it } from "vitest";
import { isSampled, spanContextIn, traceIdIn, traceparentOf } from "./traceparent.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("traceparent", () => {
  it.each(["00", "01"])("names a span, and whether its trace is kept (%s)", (flags) => {
    const traceparent = `00-${TRACE}-${SPAN}-${flags}`;
    const span = spanContextIn(traceparent);
    expect(span).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: Number(flags), isRemote: true });
    expect(span && isSampled(span)).toBe(flags === "01");
    expect(span && traceparentOf(span)).toBe(traceparent);
    expect(traceIdIn(traceparent)).toBe(TRACE);
  });

  it("keeps of the flags what it knows", () => {
    expect(spanContextIn(`00-${TRACE}-${SPAN}-fe`)?.traceFlags).toBe(0);
    expect(spanContextIn(`cc-${TRACE}-${SPAN}-ff`)?.traceFlags).toBe(1);
  });

  it.each([
    undefined,
    null,
    "",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    ` 00-${TRACE}-${SPAN}-01`,
  ])("names nothing when it is %j", (traceparent) => {
    expect(spanContextIn(traceparent)).toBeUndefined();
    expect(traceIdIn(traceparent)).toBeUndefined();
  });
});
