/** A way to a server that a test can cut, as a network does: connections break, and new ones are refused. */
import { connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

export interface Cuttable {
  /** The server's URL by this way. */
  url: string;
  cut(): void;
  mend(): void;
}

export async function cuttableWayTo(serverUrl: string): Promise<Cuttable> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let isCut = false;

  const way = createServer((near) => {
    if (isCut) return void near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy()).on("close", () => open.delete(one));
    }
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  const { port: ownPort } = way.address() as { port: number };

  function cut() {
    isCut = true;
    for (const socket of open) socket.resetAndDestroy();
  }
  function mend() {
    isCut = false;
  }
  afterAll(() => {
    cut();
    way.close();
  });
  return { url: Object.assign(new URL(serverUrl), { hostname: "127.0.0.1", port: String(ownPort) }).toString(), cut, mend };
}
