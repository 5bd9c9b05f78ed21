/** The engine of examples/, which is what others are shown, against the system. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NODE, ROOT, startProgram } from "../support/process.ts";
import { startSystem } from "../support/system.ts";

const MAIN = join(ROOT, "examples/engine/src/main.ts");
const STOPS_WITHIN_MS = 1_000;

const system = await startSystem();

const startEngine = (url = system.url) =>
  startProgram(NODE, ["--conditions=@assent/source", MAIN], { env: { ASSENT_URL: url, LIFETIME_S: "3" } });

const timesOf = (output: string, what: string) =>
  output
    .split("\n")
    .filter((line) => line.includes(` ${what}`))
    .map((line) => Date.parse(line.slice(0, line.indexOf(" "))));

describe("the example of an engine", () => {
  it("grants, creates, unseals, renews, and uses no token later than a second after the withdrawal", async () => {
    const engine = startEngine();
    const [, consentId] = await engine.output(/granted (\S+)/);
    const [, sessionId] = await engine.output(/created (\S+)/);
    await engine.output(/used a token of 45 characters/);
    await engine.output(/renewed until /);
    const { status } = await system.client.delete(`/consents/${consentId}`);
    const withdrawnAt = Date.now();
    expect(status).toBe(200);
    const { code, output } = await engine.exit;
    expect(code).toBe(0);
    expect(output).toContain("stopped: consent withdrawn");
    const [stoppedAt = Number.NaN] = timesOf(output, "stopped");
    const lastUse = Math.max(...timesOf(output, "used"));
    expect(stoppedAt - withdrawnAt).toBeLessThan(STOPS_WITHIN_MS);
    expect(lastUse).toBeLessThanOrEqual(stoppedAt);
    const { body } = await system.client.get(`/sessions/${sessionId}`);
    expect(body.session).toMatchObject({ status: "revoked" });
  });

  it("stops when Assent does not answer any more, for then it cannot know", async () => {
    const api = await system.startApi();
    const engine = startEngine(api.url);
    await engine.output(/used a token/);
    await system.stop(api);
    const stoppedAt = Date.now();
    const { code, output } = await engine.exit;
    expect(code).toBe(0);
    expect(output).toContain("stopped: Assent has not answered");
    expect(Math.max(...timesOf(output, "used")) - stoppedAt).toBeLessThan(STOPS_WITHIN_MS);
  });
});
