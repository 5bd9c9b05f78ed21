/** query_canceled: the statement timeout has passed. */
const RAN_TOO_LONG = "57014";

/** Codes of the driver and the network: the connection is gone, and with it whatever it was about. */
const DISCONNECTED = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"],
  ...["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"],
]);

/**
 * SQLSTATEs (PostgreSQL documentation, appendix A) that say "not now" rather than "no": lost connections, restarts,
 * deadlocks, serialization failures, lock and statement timeouts, a full server.
 */
const TRANSIENT = new Set([
  ...DISCONNECTED,
  ...["08000", "08001", "08003", "08004", "08006", "25006", "40001", "40P01", "53100", "53200", "53300", "55P03"],
  ...["25P03", RAN_TOO_LONG, "57P01", "57P02", "57P03", "57P05"],
]);

/** The code of an error or of what caused it, whichever layer wrapped it. */
export function errorCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return undefined;
}

/** Whether the connection was lost; what was under way on it may have happened or not. */
export const isDisconnection = (error: unknown): boolean => DISCONNECTED.has(errorCode(error) ?? "");

/** Whether the same call may succeed later, with nothing changed by us. */
export const isTransient = (error: unknown): boolean => TRANSIENT.has(errorCode(error) ?? "");

/** The same, but for a statement that ran too long: that may be the fault of what was asked. */
export const isDatabaseAway = (error: unknown): boolean => isTransient(error) && errorCode(error) !== RAN_TOO_LONG;
