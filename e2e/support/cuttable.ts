/** A way to a server that a test can cut or silence, as a network does. */
import { lookup } from "node:dns/promises";
import { connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

export interface Cuttable {
  /** The server's URL by this way. */
  url: string;
  /** Connections break, and new ones are refused. */
  cut(): void;
  /** Connections stay open, new ones are taken, and nothing arrives any more in either direction. */
  silence(): void;
  /** What the server says on connections that are open now never arrives; all else does. */
  swallowAnswers(): void;
  /** What was held back while it was silent arrives. */
  mend(): void;
  /** How many connections it has taken so far. */
  readonly taken: number;
}

export async function cuttableWayTo(serverUrl: string): Promise<Cuttable> {
  const { hostname, port } = new URL(serverUrl);
  const { address } = await lookup(hostname);
  const open = new Set<Socket>();
  const answering = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  let taken = 0;

  const way = createServer((near) => {
    taken++;
    if (isCut) return void near.resetAndDestroy();
    const far = connect(Number(port), address);
    answering.add(far.on("close", () => answering.delete(far)));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("data", (chunk) => void other.write(chunk)).on("end", () => other.end());
      if (isSilent) one.pause();
      one.on("error", () => other.destroy()).on("close", () => open.delete(one));
    }
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  const { port: ownPort } = way.address() as { port: number };

  function cut() {
    isCut = true;
    for (const socket of open) socket.resetAndDestroy();
  }
  function silence() {
    isSilent = true;
    for (const socket of open) socket.pause();
  }
  function swallowAnswers() {
    for (const far of answering) far.removeAllListeners("data").resume();
  }
  function mend() {
    isCut = isSilent = false;
    for (const socket of open) socket.resume();
  }
  afterAll(() => {
    cut();
    way.close();
  });
  return {
    url: Object.assign(new URL(serverUrl), { hostname: "127.0.0.1", port: String(ownPort) }).toString(),
    cut,
    silence,
    swallowAnswers,
    mend,
    get taken() {
      return taken;
    },
  };
}
