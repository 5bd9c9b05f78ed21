import { DEADLINE } from "./abandoned-transactions.ts";

/**
 * protocol_violation: what PgBouncer says of anything that is wrong with it or with the server behind it before it ends the
 * connection. Where it does not end the connection, PostgreSQL says it of a message that makes no sense.
 */
const POOLER_GAVE_UP = "08P01";
const FATAL = "FATAL";

/** query_canceled: the statement timeout has passed. */
const RAN_TOO_LONG = "57014";

/** Codes of the driver and the network: the connection is gone, and with it whatever it was about. */
const DISCONNECTED = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT", "NO_PRIMARY"],
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"],
  /** PostgreSQL shuts down or crashes; where it waited for a replica, what it says this of is committed. */
  ...["57P01", "57P02"],
  ...["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"],
  POOLER_GAVE_UP,
]);

/** An audit row could not be written, whatever PostgreSQL said of it: nobody who is audited is to blame. */
export const AUDIT_UNWRITABLE = "AUDIT_UNWRITABLE";

/**
 * SQLSTATEs (PostgreSQL documentation, appendix A) by which PostgreSQL is not fit to work, whatever is asked of it: a full disk or
 * server, one that is read-only or starts, rights or tables that are missing.
 */
const OUT_OF_ORDER = new Set([
  ...DISCONNECTED,
  ...["08000", "08001", "08003", "08004", "08006", "25006", "28000", "28P01", "3D000", "42501", "42P01"],
  ...["53000", "53100", "53200", "53300", "57P03", "57P04", "58000", "58030", AUDIT_UNWRITABLE],
]);

/** Those that say "not now" rather than "no": also deadlocks, serialization failures, lock and statement timeouts. */
const TRANSIENT = new Set([...OUT_OF_ORDER, ...["25P03", "40001", "40P01", "55P03", "57P05", RAN_TOO_LONG, DEADLINE]]);

interface Coded {
  code: string;
  severity?: string;
  /** All that PgBouncer says; PostgreSQL translates it. */
  severity_local?: string;
}

function coded(error: unknown): Coded | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e as Error & Coded;
  }
  return undefined;
}

/** The code of an error or of what caused it, whichever layer wrapped it. */
export const errorCode = (error: unknown): string | undefined => coded(error)?.code;

function isAmong(codes: Set<string>, error: unknown): boolean {
  const { code = "", severity_local, severity = severity_local }: Partial<Coded> = coded(error) ?? {};
  return codes.has(code) && (code !== POOLER_GAVE_UP || severity === FATAL);
}

/** Whether the connection was lost; what was under way on it may have happened or not. */
export const isDisconnection = (error: unknown): boolean => isAmong(DISCONNECTED, error);

/** Whether nothing else would fare better now. */
export const isOutOfOrder = (error: unknown): boolean => isAmong(OUT_OF_ORDER, error);

/** Whether the same call may succeed later, with nothing changed by us. */
export const isTransient = (error: unknown): boolean => isAmong(TRANSIENT, error);

/** The same, but for what took too long: that may be the fault of what was asked. */
export const isDatabaseAway = (error: unknown): boolean => isTransient(error) && ![RAN_TOO_LONG, DEADLINE].includes(errorCode(error) ?? "");
