/** Why a job is not running at this moment, and what would have to happen for it to run. */
import { type Db, type JobRow, MOST_AHEAD, type Standing, standingOf, type WorkerSign } from "@assent/db";
import type { DiagnosisReason } from "@assent/domain";
import type { Broker } from "./broker.ts";
import { type Located, locate } from "./delivery.ts";
import type { Kind } from "./kind.ts";
import { registry } from "./registry.ts";

export interface Diagnosis {
  reason: DiagnosisReason;
  /** For people. */
  words: string;
  since: Date | null;
  until: Date | null;
  workerId: string | null;
  ahead: number | null;
}

export interface Facts extends Standing {
  job: Pick<JobRow, "kind" | "status" | "attempts" | "createdAt" | "settledAt" | "workerId">;
  /** Undefined when this version does not know the kind. */
  kind: Pick<Kind, "policy"> | undefined;
  /** Null when BullMQ does not have it. */
  delivery: Located | null | "away";
}

/** So many missed heartbeats make a worker silent. */
const SILENT_BEATS = 5;
/** A silent worker's jobs are delivered to others after about this long. */
const RESCUE_S = 7;
/** What BullMQ has lost is delivered anew after about this long. */
const RECONCILED_S = 5;

/** Asks PostgreSQL two things, and BullMQ one. */
export async function diagnose(db: Db, broker: Broker, job: JobRow): Promise<Diagnosis> {
  const kind = registry.get(job.kind);
  const open = job.status === "queued" && kind !== undefined;
  const delivery = open ? await locate(broker, job).catch(() => "away" as const) : null;
  const holder = delivery !== null && delivery !== "away" && delivery.state === "active" ? delivery.workerId : null;
  return judge({ job, kind, delivery, ...(await standingOf(db, job, holder)) });
}

type Rule = (facts: Facts) => Diagnosis | undefined;

/** The first that applies is the reason. */
export const judge = (facts: Facts): Diagnosis => {
  for (const rule of RULES) {
    const diagnosis = rule(facts);
    if (diagnosis) return diagnosis;
  }
  return waiting(facts);
};

const settled: Rule = ({ job: { status, settledAt, workerId } }) => {
  if (status === "queued") return undefined;
  const words = `It is ${status}${at(settledAt)}${by(workerId)}; nothing more happens to it.`;
  if (status === "failed")
    return because("settled", `${words.replace("; nothing", "; until it is retried, nothing")}`, { since: settledAt, workerId });
  return because("settled", words, { since: settledAt, workerId });
};

const unknownKind: Rule = ({ kind, job }) =>
  kind ? undefined : because("no-worker", `This version has no job kind "${job.kind}"; a worker that has it must be started.`);

const running: Rule = (facts) => {
  const { delivery, workers } = facts;
  if (delivery === null || delivery === "away" || delivery.state !== "active") return undefined;
  const { workerId, takenAt } = delivery;
  const holder = workers.find(({ id }) => id === workerId);
  /** Of a paused kind nobody looks for what the dead have left. */
  if (holder && isSilent(holder, facts)) return facts.pause ? undefined : silent(holder, `It is with worker ${workerId}, which`);
  return because("running", `It is with ${workerId ? `worker ${workerId}` : "a worker"}${since(takenAt)}.`, { since: takenAt, workerId });
};

const paused: Rule = ({ pause, job: { kind } }) =>
  pause &&
  because(
    "kind-paused",
    `${kind} was paused by ${pause.pausedBy}${at(pause.pausedAt)}${pause.reason ? `: ${pause.reason}` : ""}. It runs once the kind is resumed.`,
    {
      since: pause.pausedAt,
    },
  );

const runByApi: Rule = ({ kind, delivery }) =>
  kind?.policy.inline && delivery === null
    ? because("run-by-api", "The API itself runs it as soon as it is accepted; should that process end, a worker does it.")
    : undefined;

const unmanned: Rule = (facts) => {
  const { workers, job } = facts;
  if (workers.some((worker) => takesJobs(worker, facts))) return undefined;
  const leaving = workers.find((worker) => !isSilent(worker, facts));
  if (leaving) return because("no-worker", `The workers that take ${job.kind} start or drain at this moment; none takes new jobs.`);
  const [last] = workers;
  if (last) return silent(last, `Of the workers that take ${job.kind} the last, ${last.id},`);
  return because("no-worker", `No worker takes ${job.kind}. Start one.`);
};

const away: Rule = ({ delivery }) =>
  delivery === "away"
    ? because("delivery-away", "BullMQ does not answer. The job is safe, and is delivered once BullMQ is back.")
    : undefined;

const undelivered: Rule = ({ delivery, now, job: { createdAt } }) => {
  if (delivery !== null && delivery !== "away" && !["completed", "failed", "unknown"].includes(delivery.state)) return undefined;
  const until = new Date(Math.max(now.getTime(), createdAt.getTime()) + RECONCILED_S * 1_000);
  return because("undelivered", `BullMQ does not have it; reconciliation delivers it within about ${RECONCILED_S} s.`, { until });
};

const backingOff: Rule = ({ delivery, job: { attempts }, kind }) => {
  if (delivery === null || delivery === "away" || delivery.state !== "delayed") return undefined;
  const until = delivery.takenAt && new Date(delivery.takenAt.getTime() + delivery.delayMs);
  const again = until ? `It is tried again at about ${until.toISOString()}` : "It is tried again soon";
  const tried =
    attempts > 0 ? `Attempt ${attempts} of ${kind?.policy.attempts} has failed. ${again}.` : `A worker had to put it off. ${again}.`;
  return because("backing-off", tried, { since: delivery.takenAt, until });
};

const RULES: Rule[] = [settled, unknownKind, running, paused, runByApi, unmanned, away, undelivered, backingOff];

function waiting({ ahead, job: { kind, createdAt } }: Facts): Diagnosis {
  const many = ahead >= MOST_AHEAD ? `${MOST_AHEAD} or more` : ahead;
  const words =
    ahead === 0
      ? "It is the next of its kind; a worker takes it at any moment."
      : `${many} older ${kind} ${ahead === 1 ? "job comes" : "jobs come"} first.`;
  return because("waiting", words, { since: createdAt, ahead });
}

const isSilent = ({ status, lastHeartbeatAt, heartbeatMs }: WorkerSign, { now }: Facts) =>
  status === "lost" || now.getTime() - lastHeartbeatAt.getTime() > SILENT_BEATS * heartbeatMs;

const takesJobs = (worker: WorkerSign, facts: Facts) => worker.status === "running" && worker.desired === "run" && !isSilent(worker, facts);

const silent = ({ id, lastHeartbeatAt }: WorkerSign, who: string) =>
  because(
    "worker-silent",
    `${who} has not been heard of since ${lastHeartbeatAt.toISOString()}. Another worker takes its jobs over after about ${RESCUE_S} s of silence; if there is none, start one.`,
    { since: lastHeartbeatAt, workerId: id },
  );

const because = (reason: DiagnosisReason, words: string, more: Partial<Diagnosis> = {}): Diagnosis => ({
  ...{ reason, words, since: null, until: null, workerId: null, ahead: null },
  ...more,
});

const at = (time: Date | null) => (time ? ` at ${time.toISOString()}` : "");
const since = (time: Date | null) => (time ? ` since ${time.toISOString()}` : "");
const by = (workerId: string | null) => (workerId ? ` by worker ${workerId}` : "");
