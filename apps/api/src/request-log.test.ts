import { createLog } from "@assent/runtime";
import { describe, expect, it, vi } from "vitest";
import { requestLog } from "./request-log.ts";

describe("requestLog", () => {
  it("makes one child with the request's id, and only when there is a line to write", () => {
    const parent = createLog("test", "silent");
    const makeChild = vi.spyOn(parent, "child");
    const log = requestLog(parent, { request_id: "r-1" });
    expect(log.level).toBe("silent");
    expect(makeChild).not.toHaveBeenCalled();
    log.warn({ event: "a" }, "first");
    log.error({ event: "b" }, "second");
    expect(makeChild).toHaveBeenCalledExactlyOnceWith({ request_id: "r-1" });
    expect(makeChild.mock.results[0]?.value.bindings()).toMatchObject({ request_id: "r-1" });
  });
});
