import type postgres from "postgres";
import { prepareAll } from "./prepared.ts";
import { isDisconnection } from "./transient.ts";

type Begin = (run: (tx: postgres.TransactionSql) => Promise<unknown>) => Promise<unknown>;

/**
 * Ends a transaction with its connection. postgres.js 3.4.9 goes on instead: it sends a rollback, and whatever
 * statement comes next, to a connection that is gone, which throws where nobody can catch it and ends the process.
 *
 * @see https://github.com/porsager/postgres/issues/1208
 */
export function endWithConnection(client: postgres.Sql): void {
  const begin = client.begin.bind(client) as unknown as Begin;
  const guarded: Begin = (run) => {
    let over = false;
    const ended = begin((tx) =>
      run(whileConnected(prepareAll(tx), () => over)).catch((error) => (isDisconnection(error) ? forever : Promise.reject(error))),
    );
    const end = () => {
      over = true;
    };
    ended.then(end, end);
    return ended;
  };
  Object.assign(client, { begin: guarded });
}

/** `begin` fails by itself when its connection closes; nothing is left to be rolled back, so nobody is to try. */
const forever = new Promise<never>(() => {});

function whileConnected(tx: postgres.TransactionSql, over: () => boolean): postgres.TransactionSql {
  return new Proxy(tx, {
    get(target, name, receiver) {
      if (name === "unsafe" && over()) throw Object.assign(new Error("the transaction is over"), { code: "CONNECTION_CLOSED" });
      return Reflect.get(target, name, receiver);
    },
  });
}
