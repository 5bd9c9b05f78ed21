import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { apiEnv } from "@assent/api";
import { boardEnv } from "@assent/board";
import { tracingEnv } from "@assent/runtime";
import { workerEnv } from "@assent/worker";
import { describe, expect, it } from "vitest";
import { dataDir, migrateEnv } from "./env.ts";
import { generateEnv } from "./env-file.ts";

const root = new URL("../../../", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, root), "utf8");

const schemas = [apiEnv, boardEnv, workerEnv, migrateEnv, dataDir, tracingEnv];
const example = parseEnv(textOf(".env.example")) as Record<string, string>;
const ofProcesses = new Set(schemas.flatMap((schema) => Object.keys(schema.shape)));
const ofCompose = new Set(textOf("docker-compose.yml").match(/(?<=\$\{)[A-Z_]+/g));

/** The value that a schema gives a variable that is not set. */
function defaultOf(name: string): unknown {
  for (const { shape } of schemas) {
    const parsed = (shape as Record<string, typeof dataDir.shape.DATA_DIR>)[name]?.safeParse(undefined);
    if (parsed?.success && parsed.data !== undefined) return parsed.data;
  }
  return undefined;
}

describe(".env.example", () => {
  it("names every variable of every process and of Compose, and no other", () => {
    expect(Object.keys(example).sort()).toEqual([...new Set([...ofProcesses, ...ofCompose])].sort());
  });

  it.each([...ofProcesses])("tells the default of %s", (name) => {
    expect(example[name]).toBe(String(defaultOf(name) ?? ""));
  });

  it("holds no secret", () => {
    const secrets = Object.entries(example).filter(([name]) => /SECRET|PASSWORD|KEY$/.test(name));
    expect(secrets.filter(([, value]) => value !== "")).toEqual([]);
  });

  it("explains each variable or group of variables", () => {
    const unexplained = textOf(".env.example").matchAll(/\n\n[A-Z_]+=/g);
    expect([...unexplained]).toEqual([]);
  });
});

describe("a written .env", () => {
  const mandatory = new Set(textOf("docker-compose.yml").match(/(?<=\$\{)[A-Z_]+(?=:\?)/g));

  it.each([true, false])("sets what Compose insists on (production: %s)", (production) => {
    expect([...mandatory].filter((name) => !generateEnv({ production })[name])).toEqual([]);
  });

  it("leaves the addresses of the databases to Compose, because other commands read it too", () => {
    expect(generateEnv({ production: false })).not.toHaveProperty("DATABASE_URL");
    expect(generateEnv({ production: false })).not.toHaveProperty("REDIS_URL");
    expect(generateEnv({ production: false })).not.toHaveProperty("HOST");
  });
});
