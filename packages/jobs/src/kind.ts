import type { Db, Tx } from "@assent/db";
import type { AuditAction, AuditOrigin, AuditOutcome, Refusal } from "@assent/domain";
import { z } from "zod";

/**
 * The contract of a job kind. A kind is one file in `kinds/` and one line in `kinds/index.ts`; the API, the worker,
 * the board and the conformance suite map over that list.
 */
export interface KindDefinition<Payload extends z.ZodType, Result extends z.ZodType, Secret extends string = never> {
  /** `noun.verb`. Permanent: it is in rows and queues, so it is never renamed once deployed. */
  name: string;
  /** JSON in, the same JSON out: no dates, no transforms. Fields may be added with a default, never taken away. */
  payload: Payload;
  result: Result;
  policy: Policy;
  /** Used by the docs and run by the conformance suite. */
  example: z.infer<Payload>;
  /** Payload fields that are secret: sealed before they get here, never seen by `run`, removed when the job settles. */
  secrets?: (Secret & keyof z.infer<Payload>)[];
  /** What the audit row of a refused job says. */
  audit: { action: AuditAction; subject(payload: z.infer<Payload>): string };
  /**
   * What can be part of no transaction, such as a request to somebody else; it comes before the claim, so neither row nor connection is held
   * for it. It may be done more often than the job, and by two at once: it must bring a fence of its own. `run` finds the answer in `prepared`.
   */
  prepare?(db: Db, job: Omit<ClaimedJob<Open<z.infer<Payload>, Secret>>, "origin">): Promise<unknown>;
  /**
   * Does the work of many jobs with few statements, inside the transaction that has claimed them, and answers each
   * job in the same order. It opens no transaction, logs nothing, catches nothing, retries nothing, enqueues nothing.
   */
  run(context: RunContext, jobs: ClaimedJob<Open<z.infer<Payload>, Secret>>[]): Promise<Outcome<z.infer<Result>>[]>;
}

/** A payload without its secrets. */
type Open<Payload, Secret extends string> = [Secret] extends [never] ? Payload : Omit<Payload, Secret>;

export interface Policy {
  /** How often a job may throw before it fails. A refusal is not an attempt, nor is a database that is away. */
  attempts: number;
  /** Pause after the first failed attempt, in milliseconds; it doubles with each one, with jitter. */
  backoffMs: number;
  /**
   * Longest time a run may take, from the begin of its transaction to its answer, in milliseconds; nor may any statement of it
   * take longer. What has not answered then is abandoned and rolled back, and counts as having thrown.
   */
  timeoutMs: number;
  /** The most jobs that share one delivery and one transaction. */
  batch: number;
  /** Begun by the API itself as soon as it is accepted; does not wait for a worker. */
  inline?: boolean;
  /** Few are open at a time, as a rule, so that it shares a queue with others like it: a queue of its own costs every worker a connection to wait on. */
  rare?: boolean;
  /** A bulk cancellation means it only if it names the kind: it counts from when it was accepted. */
  cancelledByNameOnly?: boolean;
}

export interface RunContext {
  tx: Tx;
  /** PostgreSQL's time at the claim, to the millisecond. */
  now: Date;
  /** By job: what its kind has prepared. */
  prepared: ReadonlyMap<string, unknown>;
}

export interface ClaimedJob<Payload> {
  id: string;
  payload: Payload;
  /** For statements that write audit rows themselves, because there may be too many to answer with. */
  origin: AuditOrigin;
}

/** An audit row, less what the runner knows. `outcome` is `ok` unless said. */
export interface AuditFact {
  action: AuditAction;
  subject: string;
  userId: string | null;
  outcome?: AuditOutcome;
  detail?: Record<string, unknown>;
}

/** What became of one job: done, with what to answer and what to record, or refused. There is no third. */
export type Outcome<Result> = { result: Result; audit: AuditFact[] } | Refusal;

/** A kind whose types are erased, as the registry holds it. The payload is parsed before `run` sees it. */
export interface Kind extends Omit<KindDefinition<z.ZodType, z.ZodType>, "run" | "prepare" | "example" | "audit" | "secrets"> {
  /** The payload's schema without the secrets. */
  open: z.ZodType;
  example: Record<string, unknown>;
  secrets: string[];
  audit: { action: AuditAction; subject(payload: unknown): string };
  prepare?(db: Db, job: { id: string; payload: unknown }): Promise<unknown>;
  run(context: RunContext, jobs: ClaimedJob<unknown>[]): Promise<Outcome<Record<string, unknown>>[]>;
}

/** A kind with its types, as those who enqueue it hold it. */
export interface TypedKind<Payload extends z.ZodType, Result extends z.ZodType> extends Kind {
  payload: Payload;
  result: Result;
}

export function defineJob<Payload extends z.ZodType, Result extends z.ZodType, Secret extends string = never>(
  definition: KindDefinition<Payload, Result, Secret>,
): TypedKind<Payload, Result> {
  const secrets: string[] = definition.secrets ?? [];
  return { ...definition, secrets, open: withoutFields(definition.payload, secrets) } as unknown as TypedKind<Payload, Result>;
}

/** @throws Error when a payload that has secrets is not a plain object */
function withoutFields(payload: z.ZodType, fields: string[]): z.ZodType {
  if (fields.length === 0) return payload;
  if (!(payload instanceof z.ZodObject)) throw new Error("only the fields of a plain object can be secret");
  return payload.omit(Object.fromEntries(fields.map((field) => [field, true])) as Record<never, never>);
}

/** Lifts a function of one job, for kinds that need not be fast. */
export const each =
  <Payload, Result>(one: (context: RunContext, job: ClaimedJob<Payload>) => Promise<Outcome<Result>>) =>
  async (context: RunContext, jobs: ClaimedJob<Payload>[]): Promise<Outcome<Result>[]> => {
    const outcomes: Outcome<Result>[] = [];
    for (const job of jobs) outcomes.push(await one(context, job));
    return outcomes;
  };

const SHARED_QUEUE = "rare";

/** The BullMQ queue that a kind's deliveries are in. */
export const queueNameOf = ({ name, policy }: Pick<Kind, "name" | "policy">): string => (policy.rare ? SHARED_QUEUE : name);

/** The usual policy; a kind says where it differs. */
export const STANDARD: Policy = { attempts: 5, backoffMs: 500, timeoutMs: 5_000, batch: 1 };

/** For kinds that end all sessions under a consent at once: their number has no limit, and half of them must not end. */
export const ALL_SESSIONS: Policy = { ...STANDARD, timeoutMs: 300_000 };
