import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { createLog } from "@assent/runtime";
import { describe, expect, it, vi } from "vitest";
import { requestLog } from "./request-log.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const calledFrom = (traceparent: string) => Object.assign(new IncomingMessage(new Socket()), { headers: { traceparent } });

describe("requestLog", () => {
  it("makes one child with the ids of the request and its trace, and only when there is a line to write", () => {
    const parent = createLog("test", "silent");
    const makeChild = vi.spyOn(parent, "child");
    const log = requestLog(parent, { request_id: "r-1" }, {}, calledFrom(`00-${TRACE_ID}-00f067aa0ba902b7-00`));
    expect(log.level).toBe("silent");
    expect(makeChild).not.toHaveBeenCalled();
    log.warn({ event: "a" }, "first");
    log.error({ event: "b" }, "second");
    expect(makeChild).toHaveBeenCalledExactlyOnceWith({ request_id: "r-1", trace_id: TRACE_ID });
    expect(makeChild.mock.results[0]?.value.bindings()).toMatchObject({ request_id: "r-1", trace_id: TRACE_ID });
  });
});
