import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import type { Log } from "./log.ts";

/** A part of a process that must be told to stop. */
export interface Service {
  name: string;
  /** Ends the service. When `deadline` aborts, it must give up waiting and end at once. */
  stop(deadline: AbortSignal): Promise<void>;
  /** Resolves if the service ends by itself (a worker drained from afar); the whole process then stops. */
  ended?: Promise<unknown>;
}

export interface ProcessOptions {
  log: Log;
  /** ONE deadline for all services together, in milliseconds. */
  drainDeadlineMs: number;
}

/** Takes a service into the process's care, and gives it back. @throws Interrupted when the process is to stop already. */
export type Add = <S extends Service>(service: S) => S;

/** Ends a start that was overtaken by a signal; nobody need handle it. */
class Interrupted extends Error {
  override name = "Interrupted";
  override message = "the process was told to stop while it started";
}

/** What reaches a whole process group arrives twice where npm passes it on as well; this soon it is not a second one. */
const SAME_SIGNAL_MS = 300;
const FROM_A_TERMINAL = ["SIGINT", "SIGHUP"];
const arrivesTwice = (signal: string) => FROM_A_TERMINAL.includes(signal) || process.env["npm_lifecycle_event"] !== undefined;
/** What services may take to end at once after the deadline; whatever has not ended then is cut off. */
const GRACE_MS = 5_000;

/**
 * Starts services and runs until SIGTERM, SIGINT or SIGHUP; then stops them in reverse order and exits 0. A signal
 * during the start lets the step under way end, so that what it started is stopped as well.
 * A second signal, an uncaught exception, a failed start or a service that cannot stop in time exits 1.
 */
export async function runProcess({ log, drainDeadlineMs }: ProcessOptions, start: (add: Add) => Promise<void>): Promise<void> {
  const services: Service[] = [];
  let stoppingSince: number | undefined;

  async function shutDown(reason: string) {
    if (stoppingSince !== undefined) return cutShort(reason, performance.now() - stoppingSince);
    stoppingSince = performance.now();
    log.info({ event: "process.stopping", reason, drain_deadline_ms: drainDeadlineMs }, `stopping on ${reason}`);
    setTimeout(() => exitNow("the drain deadline"), drainDeadlineMs + GRACE_MS);
    const deadline = AbortSignal.timeout(drainDeadlineMs);
    await within(
      started.catch(() => {}),
      deadline,
    );
    const clean = await stopAll(services, deadline, log);
    log.info({ event: "process.stopped", clean }, "stopped");
    process.exit(clean ? 0 : 1);
  }

  function cutShort(reason: string, sinceMs: number) {
    if (arrivesTwice(reason) && sinceMs < SAME_SIGNAL_MS) return;
    exitNow(reason);
  }

  function exitNow(reason: string) {
    log.warn({ event: "process.killed", reason }, "stopping was cut short; unfinished jobs are redelivered");
    process.exit(1);
  }

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void shutDown(signal));
  process.on("uncaughtException", (err) => {
    log.fatal({ event: "process.crashed", err }, "uncaught exception; unfinished jobs are redelivered");
    process.exit(1);
  });

  const started = start((service) => {
    services.push(service);
    if (stoppingSince !== undefined) throw new Interrupted();
    void service.ended?.then(() => shutDown(`the end of ${service.name}`));
    return service;
  });
  try {
    await started;
  } catch (error) {
    if (error instanceof Interrupted) return;
    stoppingSince ??= performance.now();
    await stopAll(services, AbortSignal.timeout(drainDeadlineMs), log);
    throw error;
  }
}

/** @returns whether every service stopped without an error. */
async function stopAll(services: Service[], deadline: AbortSignal, log: Log): Promise<boolean> {
  let clean = true;
  for (const service of services.splice(0).reverse()) {
    await service.stop(deadline).catch((err) => {
      clean = false;
      log.error({ event: "service.stop_failed", service: service.name, err }, `${service.name} did not stop cleanly`);
    });
  }
  return clean;
}

/** Waits for `work`, but not past `deadline`. @returns whether it was in time. */
export async function within(work: Promise<unknown>, deadline: AbortSignal): Promise<boolean> {
  if (deadline.aborted) return false;
  const late = Promise.withResolvers<false>();
  const giveUp = () => late.resolve(false);
  deadline.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([work.then(() => true), late.promise]);
  } finally {
    deadline.removeEventListener("abort", giveUp);
  }
}

/** What was compiled is otherwise kept at the exit only, which may be a kill; it takes 140 ms, after a first start. */
const KEEP_COMPILED_AFTER_MS = 5_000;

/**
 * Runs a process's main function, with the variables of a .env if there is one; what it throws is told in plain words.
 * The process then exits with the error's `exitCode`, or 1.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    if (existsSync(".env")) process.loadEnvFile(".env");
    await main();
    setTimeout(flushCompileCache, KEEP_COMPILED_AFTER_MS).unref();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit((error as { exitCode?: number } | undefined)?.exitCode ?? 1);
  }
}

function explain(error: unknown): string {
  const told = withoutStatement(error);
  if (!(told instanceof Error)) return String(told);
  const { code, port } = told as { code?: string; port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is taken by another process. Stop it, or set another port (PORT, BOARD_PORT, METRICS_PORT, HEALTH_PORT).`;
  if (AWAY.has(code ?? "")) return `PostgreSQL does not answer at ${databaseVariables()} (${code}). Start it, or correct the URL.`;
  return told.message;
}

const databaseVariables = () => (process.env["DATABASE_DIRECT_URL"] ? "DATABASE_URL or DATABASE_DIRECT_URL" : "DATABASE_URL");

const AWAY = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT", "CONNECT_TIMEOUT"]);

/** A query's error tells its statement and parameters, which belong on no terminal; its cause tells what happened. */
const withoutStatement = (error: unknown) =>
  error instanceof Error && error.message.startsWith("Failed query") ? (error.cause ?? error) : error;
