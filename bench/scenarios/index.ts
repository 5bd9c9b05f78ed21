import type { Scenario } from "../support/scenario.ts";
import { accept } from "./accept.ts";
import { beside } from "./beside.ts";
import { events } from "./events.ts";
import { expiry } from "./expiry.ts";
import { fleet } from "./fleet.ts";
import { growth } from "./growth.ts";
import { memory } from "./memory.ts";
import { overload } from "./overload.ts";
import { process } from "./process.ts";
import { rescue } from "./rescue.ts";
import { steady } from "./steady.ts";
import { traces } from "./traces.ts";
import { wait } from "./wait.ts";
import { withdrawal } from "./withdrawal.ts";

export const SCENARIOS: Record<string, Scenario> = {
  accept,
  process,
  wait,
  events,
  expiry,
  withdrawal,
  growth,
  overload,
  memory,
  fleet,
  rescue,
  steady,
  traces,
  beside,
};
