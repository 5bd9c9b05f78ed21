/** The sockets that postgres.js is given. */
import { Socket } from "node:net";
import { gatherWrites } from "@assent/runtime";
import type { Address } from "./ask.ts";
import { lookUpOnce } from "./lookup.ts";

/** Of the driver's options, those that say where to connect to. */
export interface SocketOptions {
  host: string[];
  port: number[];
  path?: string | false;
  onnotify?: unknown;
}

export function addressesOf({ host, port, path }: SocketOptions): Address[] {
  return path ? [{ path }] : host.map((name, i) => ({ host: name, port: port[i] ?? 5432 }));
}

/**
 * The driver learns of a lost connection in two steps, first of its error and then of its end, and what it is given in between
 * is never answered. So a connection that has been up just ends.
 */
class DriverSocket extends Socket {
  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    super._destroy(this.bytesRead > 0 ? null : error, done);
  }
}

/** The driver writes at once; it is sent when there is a connection. Under TLS each of its writes is sent on its own: it passes our socket by. */
export function openSocket(address: Address): Socket {
  const socket = gatherWrites(new DriverSocket());
  /** For the driver, which has a server's certificate checked against it. */
  Object.assign(socket, address);
  return "path" in address ? socket.connect(address.path) : socket.connect({ ...address, lookup: lookUpOnce });
}

const DEAD_FOR_MS = 100;

/** Not at once: the driver does not listen for its errors yet, and would try again without a pause. */
export function deadSocket(reason: Error): Socket {
  const socket = Object.assign(new Socket(), { write: () => true });
  setTimeout(() => socket.destroy(reason), DEAD_FOR_MS);
  return socket;
}
