import type { AddressInfo } from "node:net";
import { authenticateAuditWith, connectTo, directUrl } from "@assent/db";
import { createBroker, createProducer, createTally, LONGEST_STATEMENT_MS, observers } from "@assent/jobs";
import { createMetrics, type Metrics } from "@assent/metrics";
import { every, type Log, listenQuietly, retire, type Service, within } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import { buildBoard } from "./board.ts";
import type { BoardEnv } from "./env.ts";

export interface BoardService extends Service {
  url: string;
}

const CLOSE_MS = 2_000;
const COUNT_MS = 2_000;
const READ_POOL = 4;
/** A page that is not there by then is not going to be looked at. */
const READ_MS = 3_000;
const TALLY_MS = 2_000;

export async function startBoard(env: BoardEnv, log: Log, metrics: Metrics = createMetrics("board")): Promise<BoardService> {
  const { http: observer, pools } = metrics;
  authenticateAuditWith(parseMacKeys(env.AUDIT_KEY));
  const { db, close } = connectTo(env, { name: "assent-board", max: 2, observer: pools });
  const reads = connectTo(env, { name: "assent-board-reads", max: READ_POOL, statementTimeoutMs: READ_MS, observer: pools });
  /** For a withdrawal, which may end any number of sessions. */
  const inline = connectTo(env, { name: "assent-board-inline", max: 1, longestStatementMs: LONGEST_STATEMENT_MS, observer: pools });
  /** Apart, so that operators do not wait for a count. */
  const counts = connectTo(env, { name: "assent-counts", max: 1, statementTimeoutMs: COUNT_MS, observer: pools });
  const broker = createBroker({
    ...{ name: "assent-board", databaseUrl: directUrl(env), redisUrl: env.REDIS_URL, prefix: env.QUEUE_PREFIX },
    onError(err) {
      metrics.events.brokerFailed(err);
      log.warn({ event: "queue.error", err }, "BullMQ has trouble with its connection; the board shows nothing until it is back");
    },
  });
  metrics.tellOfFleet({ db: counts.db, broker });
  const tally = createTally();
  const counting = every(() => tally.write(db), { intervalMs: () => TALLY_MS, jitter: 0.1, onError: () => {} });
  const producer = createProducer({
    ...{ db, inlineDb: inline.db, broker, observer: observers(tally, metrics.jobs) },
    onUndelivered: (ids, err) => {
      metrics.events.undelivered(ids, err);
      log.warn(
        { event: "jobs.undelivered", jobs: ids.length, err },
        "accepted, but BullMQ could not take them now; they are delivered within seconds of its return",
      );
    },
  });
  const connections = [broker, reads, inline, counts, { close }];
  const disconnect = () => within(Promise.all(connections.map((one) => one.close())), AbortSignal.timeout(CLOSE_MS));
  const stopping = new AbortController();
  const app = await buildBoard({ env, db, reads: reads.db, broker, producer, observer, stopping: stopping.signal }, log);
  await listenQuietly(app, { host: env.HOST, port: env.BOARD_PORT }).catch(async (error) => {
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
      await within(
        retire(app.server, () => stopping.abort()),
        deadline,
      );
      await within(app.close(), deadline);
      await within(producer.idle(), deadline);
      await within(counting.stop(), deadline);
      await within(
        tally.write(db).catch(() => {}),
        AbortSignal.timeout(CLOSE_MS),
      );
      await disconnect();
    },
  };
}
