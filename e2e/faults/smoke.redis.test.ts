import { test } from "vitest";
import { redisProgram } from "../support/redis.ts";
import { promisesAreKept, WITHIN_MS } from "./support/smoke.ts";

test.skipIf(!redisProgram)("the promises are kept on Redis", () => promisesAreKept("redis"), WITHIN_MS);
