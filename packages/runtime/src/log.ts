import { isatty } from "node:tty";
import { type Logger, pino, stdTimeFunctions } from "pino";
import { readable } from "./readable.ts";

export type Log = Logger;

/** Never written, down to the third level of what is logged. */
const SECRET_FIELDS = ["authorization", "cookie", "password", "secret", "token", "session_data", "sealed_session_data", "set-cookie"];

const redact = {
  paths: SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
  censor: "[redacted]",
};

/**
 * JSON lines on stdout: `time` in ISO 8601, `level` by name, `name` of the process, `event`. Readable ones on a terminal.
 *
 * @param out what is written to instead of stdout
 */
export function createLog(name: string, level: string, out: Out | undefined = terminal()): Log {
  const options = {
    ...{ name, level, redact, timestamp: stdTimeFunctions.isoTime, serializers: { err: describeError } },
    formatters: { level: (label: string) => ({ level: label }), bindings: ({ name, pid }: Bindings) => ({ name, pid }) },
  };
  if (!out) return pino(options);
  return pino(options, out.isTTY ? { write: (line) => void out.write(readable(line)) } : out);
}

/** What is no terminal is left alone: `process.stdout` would make a pipe non-blocking, and pino writes to it at once. */
const terminal = () => (isatty(1) ? process.stdout : undefined);

type Bindings = Record<string, unknown>;

interface Out {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * An error as a log may hold it: its class, code, message and stack, and the same of its cause.
 * The properties that drivers hang on errors (a statement's parameters, a row's values) stay out.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: withoutParameters(error.message),
    stack: withoutParameters(error.stack ?? ""),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** Drizzle's message ends with the statement's parameters, which may be personal. */
const withoutParameters = (text: string) => text.replace(/\nparams:[\s\S]*?(?=\n {4}at |$)/, "");
