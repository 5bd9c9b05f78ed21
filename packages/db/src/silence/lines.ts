/** The connections of one pool. */
import type { Socket } from "node:net";
import { type Address, ask } from "./ask.ts";
import { drop, endOf, isDoubtful, type Line, listenTo, newLine, QUIET_MS, quietFor, silence } from "./line.ts";
import { newPulse } from "./pulse.ts";
import { type Server, serverAt } from "./server.ts";
import { addressesOf, deadSocket, openSocket, type SocketOptions } from "./sockets.ts";
import type { Waits } from "./waits.ts";

export class Lines {
  readonly #lines = new Set<Line>();
  readonly #pulse = newPulse((slept) => this.#look(slept));
  readonly #waits: Waits;
  readonly #answerWithinMs: number;
  #servers: Server[] = [];

  constructor(waits: Waits, answerWithinMs: number) {
    this.#waits = waits;
    this.#answerWithinMs = answerWithinMs;
  }

  /** @param to which of its servers, where there are several */
  open(options: SocketOptions, to?: Address): Socket {
    this.#servers = addressesOf(options).map(serverAt);
    const server = to ? serverAt(to) : (this.#servers[0] as Server);
    const socket = server.silent ? deadSocket(silence()) : openSocket(server.address);
    const line = newLine(socket, server, typeof options.onnotify === "function");
    this.#lines.add(line);
    if (line.listens) this.lookFromNowOn();
    return socket;
  }

  lookFromNowOn() {
    this.#pulse.start();
  }

  /** Whether all of its servers are known to be silent. */
  get leadNowhere(): boolean {
    return this.#servers.length > 0 && this.#servers.every(({ silent }) => silent);
  }

  #look(slept: boolean) {
    for (const line of this.#lines) {
      /** Its `close` is not told where the driver puts TLS over it and takes all listeners away. */
      if (line.socket.destroyed) this.#lines.delete(line);
      else listenTo(line, slept);
    }
    if (slept) this.#waits.beginAnew();
    this.#judge(this.#waits.oldestMs());
    return { goOn: this.#waits.any || [...this.#lines].some(({ listens }) => listens) };
  }

  /** @param waitedMs how long the oldest statement has waited */
  #judge(waitedMs: number) {
    if (this.#answerWithinMs > 0 && waitedMs > this.#answerWithinMs) this.#drop(quietFor(this.#answerWithinMs));
    for (const line of this.#lines) {
      if (!isDoubtful(line, waitedMs)) continue;
      void this.#askAbout(line);
      void this.#askFor(line.server);
    }
  }

  async #askAbout(line: Line) {
    const answer = await ask(endOf(line));
    listenTo(line, answer === "answered" && line.listens);
    if ((answer === "silent" || answer === "refused") && quietFor(QUIET_MS)(line)) drop(line);
  }

  /** Whether new connections lead anywhere: its name may stand for another address by now. */
  async #askFor(server: Server) {
    if ((await server.answer()) !== "silent") return;
    this.#drop((line) => line.server === server && line.heard === 0);
    if (this.leadNowhere) this.#waits.refuseUnsent(silence);
  }

  #drop(which: (line: Line) => boolean) {
    for (const line of this.#lines) if (which(line)) drop(line);
  }
}
