/** A way to PostgreSQL that breaks right after a commit: the server has done it, and its answer never arrives. */
import { connect, createServer, type Socket } from "node:net";

export interface Way {
  /** The database's URL by this way. */
  url: string;
  /** The next connection on which a change is committed breaks before the client hears of it. */
  swallowNextCommit(): void;
  /** How many answers have been swallowed. */
  swallowed(): number;
  close(): void;
}

/** CommandComplete, as PostgreSQL sends it: `C`, a length, a tag. An INSERT outside of a transaction commits by itself. */
const COMMITTED = /C\0\0\0.(COMMIT|INSERT 0 [1-9]\d*)\0/s;

export async function wayTo(databaseUrl: string): Promise<Way> {
  const { hostname, port } = new URL(databaseUrl);
  let armed = false;
  let swallowed = 0;
  const open = new Set<Socket>();

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far);
    far.on("data", (answer) => {
      if (armed && isCommit(answer)) return swallow(near, far);
      near.write(answer);
    });
    for (const one of [near, far]) {
      open.add(one);
      const end = () => [near, far].forEach((each) => void each.destroy());
      one.on("error", end).on("close", end);
    }
  });

  function swallow(near: Socket, far: Socket) {
    armed = false;
    swallowed++;
    near.resetAndDestroy();
    far.resetAndDestroy();
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = String((server.address() as { port: number }).port);
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port: own }).toString(),
    swallowNextCommit() {
      armed = true;
    },
    swallowed: () => swallowed,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** An INSERT inside of a transaction is none: there the status that follows says `T`. */
const isCommit = (answer: Buffer): boolean => {
  const text = answer.toString("latin1");
  return COMMITTED.test(text) && !text.endsWith("Z\0\0\0\x05T");
};
