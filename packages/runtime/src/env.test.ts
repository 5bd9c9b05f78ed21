import { describe, expect, it } from "vitest";
import { baseEnv, boolean, integer, readEnv, secret } from "./env.ts";

const schema = baseEnv.extend({ PORT: integer(0, 65_535).default(3_000), FLAG: boolean.default(true), KEY: secret() });
const KEY = "vq83hf02kd84jfm29dkw03jfmak39dj2";

describe("readEnv", () => {
  it("reads an empty value as not set", () => {
    expect(readEnv(schema, { KEY, PORT: "", NODE_ENV: "" })).toMatchObject({ PORT: 3_000, NODE_ENV: "development", FLAG: true });
  });

  it("names every bad variable at once, and never a value", () => {
    const read = () => readEnv(schema, { KEY: "short-and-private", PORT: "70000", FLAG: "yes", LOG_LEVEL: "loud" });
    for (const line of [/LOG_LEVEL: /, /PORT: must be a whole number from 0 to 65535/, /FLAG: /, /KEY: must have at least 32 characters/]) {
      expect(read).toThrowError(line);
    }
    expect(read).not.toThrowError(/short-and-private|70000/);
  });

  it.each(["a".repeat(40), "change-me-change-me-change-me-change-me", "my-super-secret-my-super-secret-12345", KEY.slice(0, 16).repeat(2)])(
    "refuses the well-known secret %s",
    (value) => {
      expect(() => readEnv(schema, { KEY: value })).toThrowError(/KEY: is a well-known value/);
    },
  );

  it.each(["1.5", "-1", "0x10", " 1", "1e3"])("takes no %j for a whole number", (PORT) => {
    expect(() => readEnv(schema, { KEY, PORT })).toThrowError(/PORT/);
  });
});
