import type { AddressInfo } from "node:net";
import { connect } from "@assent/db";
import { createBroker } from "@assent/jobs";
import { type Log, type Service, within } from "@assent/runtime";
import { buildBoard } from "./board.ts";
import type { BoardEnv } from "./env.ts";

export interface BoardService extends Service {
  url: string;
}

const CLOSE_MS = 2_000;

export async function startBoard(env: BoardEnv, log: Log): Promise<BoardService> {
  const { db, close } = connect(env.DATABASE_URL, { name: "assent-board", max: 2 });
  const broker = createBroker({
    ...{ name: "assent-board", databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError: (err) =>
      log.warn({ event: "queue.error", err }, "BullMQ has trouble with its connection; the board shows nothing until it is back"),
  });
  const disconnect = () => within(Promise.all([broker.close(), close()]), AbortSignal.timeout(CLOSE_MS));
  const app = await buildBoard({ env, db, broker }, log);
  await app.listen({ host: env.HOST, port: env.BOARD_PORT }).catch(async (error) => {
    await disconnect();
    throw error;
  });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://${env.HOST === "0.0.0.0" ? "localhost" : env.HOST}:${port}`;
  log.info({ event: "board.listening", url }, `board on ${url}`);
  return {
    name: "board",
    url,
    async stop(deadline) {
      await within(app.close(), deadline);
      await disconnect();
    },
  };
}
