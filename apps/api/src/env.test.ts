import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnv } from "@assent/runtime";
import { newKey } from "@assent/vault";
import { describe, expect, it } from "vitest";
import { apiEnv, keyringOf } from "./env.ts";

const random = (name: string) => `${name}-H8sQ2mZk4vXr7bTn1wYc5dLf9gPj3aUe`;
const others = {
  DATABASE_URL: "postgres://localhost/assent",
  AUDIT_KEY: newKey(),
  JWT_SECRET: random("jwt"),
  SESSION_SECRET: random("ses"),
};
const read = (env: Record<string, string>) => readEnv(apiEnv, { ...others, ...env });

const folder = mkdtempSync(join(tmpdir(), "assent-keys-"));
const hex = newKey();
function fileOf(text: string, mode: number): string {
  const path = join(folder, `${mode}-${text.length}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("the keys of the API", () => {
  it("are in a variable or in a file", () => {
    expect(keyringOf(read({ SESSION_ENCRYPTION_KEY: `a:${hex}` })).toJSON()).toEqual(["a"]);
    const SESSION_ENCRYPTION_KEY_FILE = fileOf(`a:${hex},\nb:${newKey()}\n`, 0o400);
    expect(keyringOf(read({ SESSION_ENCRYPTION_KEY_FILE, NODE_ENV: "production" })).toJSON()).toEqual(["a", "b"]);
  });

  it("are in one of the two", () => {
    const rule = "SESSION_ENCRYPTION_KEY: is required, or SESSION_ENCRYPTION_KEY_FILE instead of it";
    expect(() => read({})).toThrow(rule);
    expect(() => read({ SESSION_ENCRYPTION_KEY: hex, SESSION_ENCRYPTION_KEY_FILE: fileOf(hex, 0o400) })).toThrow(rule);
  });

  it.each([0o440, 0o404, 0o420, 0o644])("are in no file of mode %o in production", (mode) => {
    const SESSION_ENCRYPTION_KEY_FILE = fileOf(hex, mode);
    expect(() => read({ SESSION_ENCRYPTION_KEY_FILE, NODE_ENV: "production" })).toThrow(
      "SESSION_ENCRYPTION_KEY_FILE: names a file that others than its owner may touch: chmod 400",
    );
    expect(keyringOf(read({ SESSION_ENCRYPTION_KEY_FILE })).toJSON()).toHaveLength(1);
  });

  it("are named with the rule that they break, once and without their value", () => {
    const broken = `a:${hex}0`;
    const saidOf = (env: Record<string, string>) => {
      try {
        return String(read(env));
      } catch (error) {
        return (error as Error).message;
      }
    };
    for (const env of [{ SESSION_ENCRYPTION_KEY: broken }, { SESSION_ENCRYPTION_KEY_FILE: fileOf(broken, 0o400) }]) {
      expect(saidOf(env).match(/SESSION_ENCRYPTION_KEY.*: .*/g)).toEqual([expect.stringContaining("must be 64 hex digits")]);
      expect(saidOf(env)).not.toContain(hex);
    }
    expect(saidOf({ SESSION_ENCRYPTION_KEY_FILE: join(folder, "nowhere") })).toContain("names a file that cannot be read (ENOENT)");
  });
});
