import { test } from "vitest";
import { promisesAreKept, WITHIN_MS } from "./support/smoke.ts";

test("the promises are kept on PostgreSQL", () => promisesAreKept("postgres"), WITHIN_MS);
