/** The process in which jobs run whose worker died. Its worker decides when it ends, and it never outlives it. */
import { authenticateAuditWith, connectTo, errorCode } from "@assent/db";
import { createRunner, deliverWebhooksWith, kinds, runInTurn, watchdog, watchedBy } from "@assent/jobs/run";
import { createLog, describeError, startTracing } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import type { Answer, Asked, Ready } from "./quarantine-process.ts";
import { WORK_LIMITS } from "./work-limits.ts";

const NAME = "assent-quarantine";

/** So long it may outlive its worker, for the last spans. */
const FLUSH_MS = 1_000;

const { DATABASE_URL = "", DATABASE_DIRECT_URL, AUDIT_KEY = "", WEBHOOK_ALLOW = "" } = process.env;
authenticateAuditWith(parseMacKeys(AUDIT_KEY));
deliverWebhooksWith({ AUDIT_KEY, WEBHOOK_ALLOW });
const { db } = connectTo({ DATABASE_URL, DATABASE_DIRECT_URL }, { name: NAME, max: 1, ...WORK_LIMITS });
/** A loop that is blocked does not hear that the worker is gone. */
const dog = watchdog({ name: NAME });

/** Nobody reads its log. */
const tracing = startTracing(NAME, createLog(NAME, "silent"));
const flush = async () => (await tracing).stop(AbortSignal.timeout(FLUSH_MS));

process.on("disconnect", () => void flush().finally(() => process.exit()));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => {});

process.on("message", async ({ kind: name, ids, workerId }: Asked) => {
  const kind = kinds.find((known) => known.name === name);
  if (!kind) throw new Error(`there is no kind ${name}`);
  const runner = createRunner(db, () => workerId);
  const ran = await runInTurn(watchedBy(dog, runner), kind, ids);
  const answer: Answer = ran.map((one) => ("error" in one ? { error: withoutWords(one.error) } : one));
  process.send?.(answer);
});
await tracing;
process.send?.("ready" satisfies Ready);

const withoutWords = (error: unknown) => ({ name: String(describeError(error)["type"]), code: errorCode(error) });
