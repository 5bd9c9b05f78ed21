import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { createLog, describeError } from "./log.ts";

function logTo(isTTY: boolean) {
  const written: string[] = [];
  const log = createLog("assent-test", "info", { isTTY, write: (text: string) => written.push(stripVTControlCharacters(text)) });
  return { log, written };
}

const lost = () => Object.assign(new Error("lost", { cause: new Error("cut off") }), { code: "ECONNRESET", detail: "CANARY" });

describe("createLog", () => {
  it("writes JSON where nobody reads along", () => {
    const { log, written } = logTo(false);
    log.child({ request_id: "r-1" }).warn({ event: "queue.error", token: "CANARY" }, "trouble");
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? "")).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      name: "assent-test",
      pid: process.pid,
      request_id: "r-1",
      event: "queue.error",
      token: "[redacted]",
      msg: "trouble",
    });
  });

  it("writes readable lines to a terminal, with the same things redacted", () => {
    const { log, written } = logTo(true);
    log.warn({ event: "jobs.undelivered", jobs: 2, token: "CANARY", job_ids: ["a", "b"] }, "accepted, but …");
    expect(written[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}WARN {3}jobs\.undelivered {2}accepted, but … {2}jobs=2 {2}token=\[redacted\] {2}job_ids=\["a","b"\]\n$/,
    );
  });

  it("lets nothing that a caller has sent move the cursor or look like a line", () => {
    const { log, written } = logTo(true);
    log.warn({ event: "job.failed", request_id: "a\nERROR \u001b[2J\u009b1A\u202e", err: new Error("b\u001b[1m\rc") }, "failed");
    const [line = "", first = ""] = (written[0] ?? "").split("\n");
    expect(line).toContain("request_id=a\\u000aERROR \\u001b[2J\\u009b1A\\u202e");
    expect(first).toBe("    Error: b\\u001b[1m\\u000dc");
  });

  it("writes an error below its line, with its code and its cause", () => {
    const { log, written } = logTo(true);
    log.error({ event: "request.failed", err: lost() }, "failed");
    const lines = (written[0] ?? "").split("\n");
    expect(lines[0]).toMatch(/ERROR {2}request\.failed {2}failed$/);
    expect(lines[1]).toBe("    Error: lost");
    expect(written[0]).toMatch(/ \(ECONNRESET\)\n {4}caused by:\n {4}Error: cut off\n/);
    expect(written[0]).not.toContain("CANARY");
  });
});

describe("describeError", () => {
  it("keeps class, code, message and cause, and none of what drivers hang on errors", () => {
    const cause = Object.assign(new Error("deadlock detected"), { code: "40P01", parameters: ["CANARY"], detail: "Key (CANARY)" });
    const error = new Error("Failed query: update jobs\nparams: CANARY,1", { cause });
    const described = describeError(error);
    expect(described).toMatchObject({
      type: "Error",
      message: "Failed query: update jobs",
      cause: { code: "40P01", message: "deadlock detected" },
    });
    expect(JSON.stringify(described)).not.toContain("CANARY");
  });

  it("says nothing of what is no error", () => {
    expect(describeError("CANARY")).toEqual({ type: "string" });
  });
});
