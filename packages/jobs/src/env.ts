import { serversOf } from "@assent/db";
import { signerOf } from "@assent/ledger";
import { expectRandom, parseMacKeys } from "@assent/vault";
import { z } from "zod";
import { parseRedisUrl } from "./brokers/redis-url.ts";

/** A string that this function can read; what it throws names the rule. */
const readableBy = (read: (value: string) => unknown) =>
  z.string().superRefine((value, context) => {
    try {
      read(value);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
    }
  });

const databaseUrl = readableBy(serversOf);

/** The variables of every process that enqueues, delivers or runs jobs. */
export const connectionVariables = {
  DATABASE_URL: databaseUrl,
  /** Needed when DATABASE_URL leads to a pooler. */
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  /** What to do when the role of DATABASE_URL could rewrite the audit log. Production refuses to start unless told otherwise. */
  DATABASE_RIGHTS_CHECK: z.enum(["refuse", "warn"]).optional(),
  /** BullMQ runs on PostgreSQL when this is not set. */
  REDIS_URL: readableBy(parseRedisUrl).optional(),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[\w{}:-]{1,64}$/, "must be 1 to 64 letters, digits or any of _ { } : -")
    .default("{assent}"),
  /** Everything that writes into the audit log authenticates it with this key; it reads as `parseMacKeys` says. */
  AUDIT_KEY: readableBy(parseMacKeys),
};

function readSigningKey(seed: string) {
  signerOf("assent", seed);
  expectRandom(seed);
}
/** The variables of whoever takes or delivers webhooks. */
export const webhookVariables = {
  /** Hosts, as `host` or `host:port` with commas between them, to which webhooks may lead although they are private or without TLS. */
  WEBHOOK_ALLOW: z.string().default(""),
};

/** The variables of whoever seals the audit log. */
export const sealingVariables = {
  /** Without it this process seals nothing; 64 hex digits. */
  AUDIT_SIGNING_KEY: readableBy(readSigningKey).optional(),
  AUDIT_LOG_NAME: readableBy((name) => signerOf(name, "0".repeat(64))).default("assent"),
  AUDIT_CHECKPOINT_FILE: z.string().optional(),
  AUDIT_WITNESS_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).optional(),
};

/** Also when another variable is bad: all of them are named at once. */
const always = () => true;

/** On a cluster all keys of a queue must be on one node. To be given to `refine` of a schema that has the variables above. */
export const onOneNode: [holds: (env: Connections) => boolean, otherwise: { path: string[]; error: string; when: () => boolean }] = [
  ({ REDIS_URL = "", QUEUE_PREFIX }) => !REDIS_URL.includes("+cluster:") || /\{[^{}]+\}/.test(QUEUE_PREFIX),
  { path: ["QUEUE_PREFIX"], error: "must have braces around a part of it on a cluster, as in {assent}", when: always },
];

interface Connections {
  REDIS_URL?: string | undefined;
  QUEUE_PREFIX: string;
}
