/**
 * A deadline for everything that waits for PostgreSQL. A server that is frozen, or whose packets are dropped, closes nothing and
 * refuses nothing: TCP would wait for it for a quarter of an hour, and the driver for ever.
 *
 * When a statement has waited for `QUIET_MS` on a connection on which nothing came, the server at its end is asked in another way,
 * and if it does not answer, the connection is closed: what waits on it fails as it does when a connection is lost, and its
 * outcome is not known. Until the server answers again, statements fail at once. One that is merely slow is left alone, up to
 * `answerWithinMs`; so is everything as long as the question itself finds no way, for want of a resolver or of descriptors.
 */
import type { Socket } from "node:net";
import type postgres from "postgres";
import type { Address } from "./ask.ts";
import { silence } from "./line.ts";
import { Lines } from "./lines.ts";
import type { SocketOptions } from "./sockets.ts";
import { whileItRuns, wrapStatements } from "./statements.ts";
import { newWaits, type Waits } from "./waits.ts";

export interface SilenceWatch {
  /** For the driver: opens a connection, to its server, or where it may be any of several, to this one. */
  socket(options: SocketOptions, to?: Address): Socket;
  /** Has every statement of a client watched; while none of its servers answers, it refuses what would wait in vain. */
  watchClient(client: postgres.Sql): postgres.Sql;
  watchTransaction(): TransactionWatch;
}

/** One transaction, and what of it waits. */
export interface TransactionWatch {
  /** Has every statement of it watched. */
  equip(tx: postgres.TransactionSql): postgres.TransactionSql;
  /** Watches its commit or rollback, which the driver sends by itself. */
  ending(): void;
  /** What still waits is never answered: the driver forgets what it has not sent when the connection goes. */
  over(): void;
}

/** @param answerWithinMs no statement takes longer, in milliseconds; 0 if any may. */
export function watchSilence(answerWithinMs: number): SilenceWatch {
  const waits = newWaits();
  const lines = new Lines(waits, answerWithinMs);

  function waiting(...query: Parameters<Waits["begin"]>) {
    lines.lookFromNowOn();
    return waits.begin(...query);
  }

  return {
    socket: (options, to) => lines.open(options, to),
    watchClient: (client) =>
      wrapStatements(client, (query) => {
        if (lines.leadNowhere) throw silence();
        return whileItRuns(query, () => waiting(query));
      }),
    watchTransaction: () => watchTransaction(waiting),
  };
}

function watchTransaction(waiting: () => () => void): TransactionWatch {
  const underWay = new Set<() => void>();
  let isOver = false;
  function begin() {
    if (isOver) return () => {};
    const answered = waiting();
    underWay.add(answered);
    return () => {
      underWay.delete(answered);
      answered();
    };
  }
  return {
    equip: (tx) => wrapStatements(tx, (query) => whileItRuns(query, begin)),
    ending: begin,
    over() {
      isOver = true;
      for (const answered of underWay) answered();
    },
  };
}
