import { type Logger, pino, stdTimeFunctions } from "pino";

export type Log = Logger;

/** Never written, down to the third level of what is logged. */
const SECRET_FIELDS = ["authorization", "cookie", "password", "secret", "token", "session_data", "sealed_session_data", "set-cookie"];

const redact = {
  paths: SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
  censor: "[redacted]",
};

/** JSON lines on stdout: `time` in ISO 8601, `level` by name, `name` of the process, `event`. */
export function createLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    redact,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), bindings: ({ name, pid }) => ({ name, pid }) },
    serializers: { err: describeError },
  });
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
