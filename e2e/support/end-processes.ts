/** Runs with each file of tests, also where files share their modules: no process of one is there during the next. */
import { afterAll } from "vitest";
import { endAll } from "./process.ts";

afterAll(endAll);
