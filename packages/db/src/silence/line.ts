/** A connection, and when it was last seen that something had come. */
import type { Socket } from "node:net";
import type { Address } from "./ask.ts";
import type { Server } from "./server.ts";

export interface Line {
  socket: Socket;
  /** Whose name it was opened by. */
  server: Server;
  /** It waits for notifications, which may never come. */
  listens: boolean;
  heard: number;
  heardAt: number;
}

export const QUIET_MS = 1_500;
const LISTENING_QUIET_MS = 3_000;

export const newLine = (socket: Socket, server: Server, listens: boolean): Line => ({
  ...{ socket, server, listens },
  ...{ heard: 0, heardAt: performance.now() },
});

/** Where it leads: the name may stand for another address by now, and to look it up may fail while the connection is well. */
export function endOf({ socket: { remoteAddress, remotePort }, server }: Line): Address {
  return remoteAddress && remotePort ? { host: remoteAddress, port: remotePort } : server.address;
}

export const quietFor =
  (ms: number) =>
  ({ heardAt }: Line) =>
    performance.now() - heardAt > ms;

/** @param waitedMs how long the oldest statement has waited */
export const isDoubtful = (line: Line, waitedMs: number) =>
  line.listens ? quietFor(LISTENING_QUIET_MS)(line) : waitedMs > QUIET_MS && quietFor(QUIET_MS)(line);

/** @param vouchedFor whether it counts as heard in any case. */
export function listenTo(line: Line, vouchedFor: boolean) {
  const heard = line.socket.bytesRead;
  if (heard !== line.heard || vouchedFor) line.heardAt = performance.now();
  line.heard = heard;
}

export const silence = () => Object.assign(new Error("PostgreSQL does not answer; it is silent"), { code: "ETIMEDOUT" });

export const drop = ({ socket }: Line) => socket.destroy(silence());
