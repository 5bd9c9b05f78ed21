/** Whoever may send signals to a process of the image gets no debugger, which would read every key. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NODE, ROOT, startProgram } from "../support/process.ts";

const [, imageOptions = ""] = /NODE_OPTIONS="([^"]+)"/.exec(readFileSync(join(ROOT, "Dockerfile"), "utf8")) ?? [];
const SIGNALLED = "process.kill(process.pid, 'SIGUSR1'); setTimeout(() => console.log('unimpressed'), 500)";
const run = (options: string) => startProgram(NODE, ["-e", SIGNALLED], { env: { NODE_OPTIONS: `--inspect-port=0 ${options}` } });

it("no process of the image listens for a debugger when it gets SIGUSR1, as Node does by itself", async () => {
  const open = startProgram(NODE, ["-e", "setInterval(() => process.kill(process.pid, 'SIGUSR1'), 20)"], {
    env: { NODE_OPTIONS: "--inspect-port=0" },
  });
  await open.output(/Debugger listening/);
  open.kill("SIGKILL");
  expect(await run(imageOptions).exit).toMatchObject({ code: 0, output: "unimpressed\n" });
});
