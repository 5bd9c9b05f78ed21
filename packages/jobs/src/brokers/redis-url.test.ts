import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvError, readEnv } from "@assent/runtime";
import { newKey } from "@assent/vault";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { connectionVariables, onOneNode } from "../env.ts";
import { parseRedisUrl } from "./redis-url.ts";

const PASSWORD = "hunter2-hunter2";
const DATABASE_URL = "postgres://localhost/assent";

describe("REDIS_URL", () => {
  it.each([
    ["redis://localhost", { mode: "single", nodes: [{ host: "localhost", port: 6379 }], database: 0, user: {} }],
    ["redis://:p%40ss@h:6380/3", { nodes: [{ host: "h", port: 6380 }], database: 3, user: { password: "p@ss" } }],
    ["redis://assent:p@s:s@h", { nodes: [{ host: "h", port: 6379 }], user: { username: "assent", password: "p@s:s" } }],
    ["redis://[::1]:6380?family=6", { nodes: [{ host: "::1", port: 6380 }], family: 6 }],
    ["rediss://h", { mode: "single", tls: {} }],
    [
      "redis+sentinel://u:p@a,b:26380/mymaster/2?sentinel_username=s&sentinel_password=t",
      {
        ...{ mode: "sentinel", primary: "mymaster", database: 2, user: { username: "u", password: "p" } },
        nodes: [
          { host: "a", port: 26379 },
          { host: "b", port: 26380 },
        ],
        sentinelUser: { username: "s", password: "t" },
      },
    ],
    [
      "rediss+cluster://a:7000,b",
      {
        mode: "cluster",
        nodes: [
          { host: "a", port: 7000 },
          { host: "b", port: 6379 },
        ],
        tls: {},
      },
    ],
  ])("may be %s", (url, target) => {
    expect(parseRedisUrl(url)).toMatchObject(target);
  });

  it("has no TLS without rediss", () => {
    expect(parseRedisUrl("redis+sentinel://a/mymaster")).not.toHaveProperty("tls");
  });

  it("names files for TLS, which are read", () => {
    const folder = mkdtempSync(join(tmpdir(), "assent-url-"));
    const file = join(folder, "ca.pem");
    writeFileSync(file, "a CA");
    expect(parseRedisUrl(`rediss://h?cacert=${file}`).tls).toEqual({ ca: Buffer.from("a CA") });
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["http://h", /must be a redis:\/\//],
    ["redis:///0", /must be a redis:\/\//],
    [`redis://u:${PASSWORD}@a,b`, /several hosts only as/],
    [`redis://u:${PASSWORD}@h:70000`, /ports from 1 to 65535/],
    [`redis://u:${PASSWORD}@h:port`, /host or host:port/],
    [`redis://u:${PASSWORD}%@h`, /%25/],
    [`redis://u:${PASSWORD}@h/zero`, /a number as its database/],
    [`redis+sentinel://u:${PASSWORD}@a,b`, /the primary that the Sentinels watch/],
    [`redis+cluster://u:${PASSWORD}@a,b/1`, /no database/],
    [`redis://u:${PASSWORD}@h?cacert=/ca.pem`, /only family/],
    [`rediss://u:${PASSWORD}@h?cacert=/there/is/none`, /as cacert a file that can be read/],
    [`redis://u:${PASSWORD}@h?family=5`, /family 4, 6/],
  ])("may not be %s, and the error names the rule and no password", (REDIS_URL, rule) => {
    const read = () => readEnv(z.object(connectionVariables), { DATABASE_URL, REDIS_URL });
    expect(read).toThrow(EnvError);
    expect(read).toThrow(rule);
    expect(read).toThrow(/ REDIS_URL: /);
    expect(read).not.toThrow(PASSWORD);
  });

  it("of a cluster needs braces in QUEUE_PREFIX", () => {
    const schema = z.object(connectionVariables).refine(...onOneNode);
    const read = (REDIS_URL: string, QUEUE_PREFIX?: string) =>
      readEnv(schema, { DATABASE_URL, REDIS_URL, QUEUE_PREFIX, AUDIT_KEY: newKey() });
    expect(() => read("redis+cluster://a,b", "assent")).toThrow(/QUEUE_PREFIX: must have braces/);
    expect(read("redis+cluster://a,b")).toMatchObject({ QUEUE_PREFIX: "{assent}" });
    expect(read("redis://a", "assent")).toMatchObject({ QUEUE_PREFIX: "assent" });
  });
});
