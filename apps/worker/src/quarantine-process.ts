/** A process in which jobs run apart from their worker, and which may die of them. */
import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { DatabaseUrls } from "@assent/db";
import type { QuarantineEnd } from "@assent/jobs/worker";

/** What it is asked, and what it answers: errors without their own words. Before, once it has loaded, it says that it is ready. */
export interface Asked {
  kind: string;
  ids: string[];
  workerId: string;
}
export type Answer = ({ status: string } | { error: { name: string; code: string | undefined } })[];
export type Ready = "ready";

export type QuarantineVariables = DatabaseUrls & { AUDIT_KEY: string; WEBHOOK_ALLOW: string };

export interface QuarantineProcess {
  readonly isThere: boolean;
  /** One thing at a time: if it dies, it has died of that. @throws ProcessEnded also when it had to be killed because no answer came in time */
  ask(asked: Asked, withinMs: number): Promise<Answer>;
  letGo(): void;
}

/** It is gone, and said nothing any more. */
export class ProcessEnded extends Error {
  override name = "ProcessEnded";
  readonly end: QuarantineEnd;
  readonly how: { code: number | null; signal: NodeJS.Signals | null };

  constructor(end: QuarantineEnd, { exitCode: code, signalCode: signal }: ChildProcess) {
    super(`it ${end === "late" ? "had to be killed" : "ended"} (${signal ?? code})`);
    this.end = end;
    this.how = { code, signal };
  }
}

/** Beside it in the image's bundle as in the source. */
const PROGRAM = fileURLToPath(new URL(`./quarantined${extname(import.meta.url)}`, import.meta.url));
/** MiB. A job that allocates without end shall not reach the limit of the container, which would end the worker as well. */
const HEAP = 256;
/** It takes 0.5 s on an idle machine. */
const START_MS = 30_000;

/** @throws Error when it does not get as far as to be ready */
export async function startQuarantineProcess(variables: QuarantineVariables): Promise<QuarantineProcess> {
  const child = forkWithoutWords(variables);
  const nextWord = wordsOf(child);
  await nextWord<Ready>(START_MS);
  return {
    get isThere() {
      return child.connected;
    },
    ask(asked, withinMs) {
      child.send(asked, () => {});
      return nextWord<Answer>(withinMs);
    },
    letGo: () => void (child.connected && child.disconnect()),
  };
}

/** Its words are not for our log, because an uncaught error may quote a row; only its watchdog's last one is, on stdout. */
function forkWithoutWords({ DATABASE_URL, DATABASE_DIRECT_URL, AUDIT_KEY, WEBHOOK_ALLOW }: QuarantineVariables): ChildProcess {
  const child = fork(PROGRAM, {
    execArgv: [...process.execArgv, `--max-old-space-size=${HEAP}`],
    env: { ...process.env, AUDIT_SIGNING_KEY: undefined, DATABASE_URL, DATABASE_DIRECT_URL, AUDIT_KEY, WEBHOOK_ALLOW },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  child.unref();
  child.channel?.unref();
  return child;
}

function wordsOf(child: ChildProcess) {
  let wasBlocked = false;
  let failure: Error | undefined;
  child.on("error", (error) => {
    failure = error;
  });
  child.stdout?.on("data", (line: Buffer) => {
    if (!line.includes(`"event":"worker.blocked"`)) return;
    wasBlocked = true;
    process.stdout.write(line);
  });

  return async function nextWord<Word>(withinMs: number): Promise<Word> {
    const { promise, resolve, reject } = Promise.withResolvers<Word>();
    let wasLate = false;
    const timer = setTimeout(() => {
      wasLate = child.kill("SIGKILL");
    }, withinMs);
    const close = () => reject(failure ?? new ProcessEnded(wasLate || wasBlocked ? "late" : "died", child));
    child.once("message", resolve).once("close", close);
    return promise.finally(() => {
      clearTimeout(timer);
      child.off("message", resolve).off("close", close);
    });
  };
}
