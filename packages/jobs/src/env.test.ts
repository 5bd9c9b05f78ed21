import { readEnv } from "@assent/runtime";
import { newKey } from "@assent/vault";
import { expect, it } from "vitest";
import { z } from "zod";
import { connectionVariables } from "./env.ts";

const read = (variables: Record<string, string>) => readEnv(z.object(connectionVariables), { AUDIT_KEY: newKey(), ...variables });

it("takes several servers, and a pooler with a way past it", () => {
  const several = "postgres://u:p@h1:5432,h2:5433/db?target_session_attrs=read-write";
  const pooler = { DATABASE_URL: "postgres://u:p@pooler:6432/db", DATABASE_DIRECT_URL: several };
  expect(read({ DATABASE_URL: several })).toMatchObject({ DATABASE_URL: several });
  expect(read(pooler)).toMatchObject(pooler);
});

it("names each variable that is wrong, its rule, and none of its value", () => {
  const wrong = () => read({ DATABASE_URL: "postgres://u:hidden@h1,h2/db", DATABASE_DIRECT_URL: "http://hidden" });
  expect(wrong).toThrow(/ {2}DATABASE_URL: names several servers, so it must have target_session_attrs=read-write\n/);
  expect(wrong).toThrow(/ {2}DATABASE_DIRECT_URL: must be a postgres:\/\/ URL\n/);
  expect(wrong).not.toThrow(/hidden/);
});
