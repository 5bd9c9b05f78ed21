/** The plaintext of a session token is nowhere but in the request that brought it: not in a table, not in BullMQ. */
import { backendOfTest } from "@assent/testkit";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { newSession } from "../support/requests.ts";
import { startSystem } from "../support/system.ts";

const CANARY = "CANARY-8f2b61d0";
const FORMS = [CANARY, Buffer.from(CANARY).toString("base64").replace(/=+$/, ""), Buffer.from(CANARY).toString("hex")];

describe.skipIf(!backendOfTest().available)("a session token", async () => {
  const { client, database, variables } = await startSystem();

  it("is found nowhere, in none of its usual spellings", async () => {
    const created = await client.post("/sessions", newSession({ session_data: CANARY }));
    const refused = await client.post("/sessions", newSession({ session_data: CANARY, sportsbook: "Not A Slug" }));
    const judged = await client.post("/sessions", newSession({ session_data: CANARY, expires_at: "2001-01-01T00:00:00Z" }));
    expect([created.status, refused.status, judged.status]).toEqual([201, 422, 422]);
    await client.post("/sessions", newSession({ session_data: CANARY }), { prefer: "respond-async" });

    const places = {
      ...(await everyTable()),
      redis: await everyKey(),
      answers: JSON.stringify([
        created,
        refused,
        judged,
        await client.get("/jobs"),
        await client.get("/sessions"),
        await client.get("/audit-logs"),
      ]),
    };
    expect(Object.keys(places)).toEqual(expect.arrayContaining(["public.jobs", "public.sportsbook_sessions", "bullmq.job"]));
    for (const [place, content] of Object.entries(places)) {
      for (const form of FORMS) expect(content.toLowerCase().includes(form.toLowerCase()), `${form} in ${place}`).toBe(false);
    }
  });

  it("is in no payload once its job has settled, sealed or not", async () => {
    const { body } = await client.post("/sessions", newSession());
    const [job] = await database.client`select payload from jobs where id = ${body.job_id}`;
    expect(job?.["payload"]).not.toHaveProperty("session_data");
    expect(job?.["payload"]).toHaveProperty("sportsbook");
  });

  async function everyTable(): Promise<Record<string, string>> {
    const tables = await database.client<{ name: string }[]>`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'bullmq')`;
    const read = async ({ name }: { name: string }) => {
      const [all] = await database.client.unsafe<{ text: string | null }[]>(`select string_agg(t::text, E'\\n') as text from ${name} t`);
      return [name, all?.text ?? ""] as const;
    };
    return Object.fromEntries(await Promise.all(tables.map(read)));
  }

  async function everyKey(): Promise<string> {
    const url = backendOfTest().redisUrl;
    if (!url) return "";
    const redis = new Redis(url);
    try {
      const keys = await redis.keys(`${variables["QUEUE_PREFIX"]}*`);
      expect(keys.length).toBeGreaterThan(0);
      const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
      return [...keys, ...dumps.map((dump) => dump?.toString("latin1") ?? "")].join("\n");
    } finally {
      redis.disconnect();
    }
  }
});
