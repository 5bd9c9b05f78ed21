import { once } from "node:events";
import type { Server } from "node:http";
import { Server as Listener } from "node:net";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";

/** For callers who connect without end. */
const LET_IN_MS = 1_000;
/** A client that has a request for a connection that it keeps open sends it by then, or does not care which one it uses. */
const LINGER_MS = 2_000;

/**
 * Takes a server out of service: nobody connects any more, but on open connections requests are still answered, each with
 * `Connection: close` by whoever answers. To close a connection that looks idle would lose the request that is on its way there.
 *
 * @param onClosed told that nobody connects any more. Not before that may answers say `Connection: close`: whoever gets one connects again.
 * @returns when no connection is open, after three seconds at the latest
 */
export async function retire(server: Server, onClosed = () => {}): Promise<void> {
  const empty = once(server, "close");
  await letIn(server);
  /** `http.Server` would close idle connections as well. */
  Listener.prototype.close.call(server);
  onClosed();
  const over = new AbortController();
  await Promise.race([empty, delay(LINGER_MS, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
}

/**
 * Waits until all who have connected are in: those whom the kernel still holds when the port closes are reset, and a turn of the
 * event loop takes in only one of them.
 */
async function letIn(server: Server): Promise<void> {
  const deadline = performance.now() + LET_IN_MS;
  let cameIn = true;
  const note = () => {
    cameIn = true;
  };
  server.on("connection", note);
  /** The turn under way may have taken in its one already. */
  await turn();
  while (cameIn && performance.now() < deadline) {
    cameIn = false;
    await turn();
  }
  server.off("connection", note);
}
