import { describe, expect, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { startMain } from "../support/process.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };

describe("the log", async () => {
  const { env } = await fleet({ ...LOGIN, BOARD_PORT: "0" });

  it.each([
    ["api", "api.listening"],
    ["board", "board.listening"],
    ["worker", "worker.registered"],
  ] as const)("of a whole life of the %s names an event in each line", async (app, isUp) => {
    const started = startMain(app, { env });
    await started.event(isUp);
    started.kill("SIGTERM");
    const { output } = await started.exit;
    for (const line of output.trim().split("\n")) expect(JSON.parse(line), line).toHaveProperty("event");
  });
});
