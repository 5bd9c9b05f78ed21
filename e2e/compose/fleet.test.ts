/** The container fleet, brought up, used, scaled, rolled and torn down as an operator does it. */
import { afterAll, beforeAll, describe } from "vitest";
import { anImageFitToRun } from "./image.ts";
import { aRollThatLosesNothing } from "./roll.ts";
import { theRunbook } from "./runbook.ts";
import { composeCommand, dockerAnswers } from "./support/docker.ts";
import { type Fleet, startFleet } from "./support/fleet.ts";

const available = dockerAnswers() && composeCommand() !== undefined;
if (!available)
  process.stdout.write("\nNO DOCKER ENGINE ANSWERS (or there is no Compose): the tests of the container fleet are skipped.\n\n");

const START_MS = 300_000;

describe.skipIf(!available)("the fleet", () => {
  let running: Fleet;
  const fleet = () => running;

  beforeAll(async () => {
    running = await startFleet();
    process.stdout.write(`\nThe fleet was healthy after ${running.upMs} ms.\n`);
  }, START_MS);
  afterAll(() => running?.down(), START_MS);

  describe("the runbook", () => theRunbook(fleet));
  describe("the image and its containers", () => anImageFitToRun(fleet));
  describe("a roll under load", () => aRollThatLosesNothing(fleet));
});
