/** A secret that is planted, and looked for in every spelling that programs give it. */
import { randomBytes } from "node:crypto";
import type { TestDatabase } from "@assent/testkit";
import { Redis } from "ioredis";

export const newCanary = (): string => `CANARY-${randomBytes(8).toString("hex")}`;

/** As it is, in hex, and in both kinds of base64 wherever in a longer text it stands: there the first and the last digit are its neighbours' too. */
export function spellingsOf(secret: string): string[] {
  const inBase64 = [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.from("x".repeat(offset) + secret);
    const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6)];
    return [whole.toString("base64").slice(from, to), whole.toString("base64url").slice(from, to)];
  });
  return [secret, Buffer.from(secret).toString("hex"), ...new Set(inBase64)];
}

/** @returns where any of the secrets is, in which spelling */
export function hitsIn(places: Record<string, string>, secrets: string[]): string[] {
  const spellings = secrets.flatMap((secret) => spellingsOf(secret).map((spelling) => ({ secret, spelling: spelling.toLowerCase() })));
  return Object.entries(places).flatMap(([place, content]) => {
    const text = content.toLowerCase();
    return spellings
      .filter(({ spelling }) => text.includes(spelling))
      .map(({ secret, spelling }) => `${secret} in ${place}, as ${spelling}`);
  });
}

/** Every row of every table, BullMQ's among them, as text: bytes are in hex there, as in a dump. */
export async function everyTable({ client }: TestDatabase): Promise<Record<string, string>> {
  const tables = await client<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
  const contents = tables.map(async ({ name }) => {
    const [all] = await client.unsafe<{ text: string | null }[]>(`select string_agg(t::text, E'\\n') as text from ${name} t`);
    return [name, all?.text ?? ""] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

/** Every key with this prefix, and what is under it. */
export async function everyKey(url: string, prefix: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const keys = await redis.keys(`${prefix}*`);
    const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    return [...keys, ...dumps.map((dump) => dump?.toString("latin1") ?? "")].join("\n");
  } finally {
    redis.disconnect();
  }
}
