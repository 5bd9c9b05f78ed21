/** Runs jobs in processes of their own, which are started when they are needed and end when they are not. */
import { setTimeout as delay } from "node:timers/promises";
import type { Kind, Ran } from "@assent/jobs";
import { type Quarantine, type QuarantineEnd, QuarantineUnavailable } from "@assent/jobs/worker";
import { coalesce } from "@assent/runtime";
import {
  type Answer,
  ProcessEnded,
  type QuarantineProcess,
  type QuarantineVariables,
  startQuarantineProcess,
} from "./quarantine-process.ts";

interface Options {
  variables: QuarantineVariables;
  workerId: () => string;
  /** Told how the process ended that did not survive its jobs. */
  onDeath: (kind: string, ids: string[], how: ProcessEnded["how"]) => void;
  /** Told why a process did not start. */
  onUnavailable: (kind: string, jobs: number, err: unknown) => void;
}

/** A kind that may take longer than this has a process of its own, so that it holds up none of the others. */
const SOON_MS = 10_000;
/** What may take long and what may not: more processes than these could take the memory of a container. */
const MOST_SOON = 2;
const MOST_LATER = 1;
/** Jobs wait so long for a process that others use, and only then have another one: to start it takes CPU when there is least of it. */
const PATIENCE_MS = 1_000;
/** Beside the time that its batches may take. */
const SLACK_MS = 10_000;
const IDLE_MS = 5_000;
/** After a process that did not start, nobody tries for so long. */
const REST_MS = 5_000;

export function quarantineIn(options: Options): Quarantine {
  const soon = processes(options, MOST_SOON);
  const later = processes(options, MOST_LATER);
  return { run: (kind, ids) => (kind.policy.timeoutMs > SOON_MS ? later : soon)({ kind, ids }) };
}

interface Question {
  kind: Kind;
  ids: string[];
}

function processes({ variables, workerId, onDeath, onUnavailable }: Options, most: number) {
  const idle = new Map<QuarantineProcess, NodeJS.Timeout>();
  const turns = takingTurns(() => idle.size > 0);
  let restsUntil = 0;

  async function ask(question: Question): Promise<Ran[] | QuarantineEnd> {
    const { kind, ids } = question;
    const process = takeIdle() ?? (await start(question));
    try {
      const answer = await process.ask({ kind: kind.name, ids, workerId: workerId() }, deadlineMs(kind, ids.length));
      idle.set(process, setTimeout(letGo, IDLE_MS, process).unref());
      return answer.map(revived);
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error;
      onDeath(kind.name, ids, error.how);
      return error.end;
    }
  }

  function takeIdle(): QuarantineProcess | undefined {
    for (const [process, timer] of idle) {
      clearTimeout(timer);
      idle.delete(process);
      if (process.isThere) return process;
    }
    return undefined;
  }

  function letGo(process: QuarantineProcess) {
    idle.delete(process);
    process.letGo();
  }

  async function start({ kind, ids }: Question): Promise<QuarantineProcess> {
    if (performance.now() < restsUntil) throw new QuarantineUnavailable();
    const started = startQuarantineProcess(variables);
    turns.starting(started);
    return started.catch((error) => {
      restsUntil = performance.now() + REST_MS;
      onUnavailable(kind.name, ids.length, error);
      throw new QuarantineUnavailable();
    });
  }

  return coalesce((questions: Question[]) => Promise.all(questions.map((question) => turns.take(() => ask(question)))), {
    max: 1,
    parallel: most,
  });
}

/** Lets one wait for a process that others use, as long as it may soon be free. */
function takingTurns(oneIsIdle: () => boolean) {
  let busy = 0;
  let oneIsFree = Promise.withResolvers<void>();
  let lastStart: Promise<unknown> = Promise.resolve();
  const patience = () => lastStart.then(() => delay(PATIENCE_MS, undefined, { ref: false }));

  return {
    starting(process: Promise<unknown>) {
      lastStart = process.catch(() => {});
    },
    async take<Out>(use: () => Promise<Out>): Promise<Out> {
      if (busy > 0 && !oneIsIdle()) await Promise.race([oneIsFree.promise, patience()]);
      busy++;
      return use().finally(() => {
        busy--;
        oneIsFree.resolve();
        oneIsFree = Promise.withResolvers();
      });
    },
  };
}

const deadlineMs = ({ policy }: Kind, jobs: number) => SLACK_MS + Math.ceil(jobs / policy.batch) * policy.timeoutMs;

const revived = (answer: Answer[number]): Ran =>
  "error" in answer ? { error: Object.assign(new Error("in quarantine"), answer.error) } : (answer as Ran);
