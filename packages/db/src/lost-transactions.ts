import type postgres from "postgres";
import type { TransactionWatch } from "./silence/watch.ts";
import { isDisconnection } from "./transient.ts";

type Begin = (run: (tx: postgres.TransactionSql) => Promise<unknown>) => Promise<unknown>;

/**
 * Ends a transaction with its connection. postgres.js 3.4.9 goes on instead: it sends a rollback or a commit, and whatever
 * statement comes next, to a connection that is gone, which throws where nobody can catch it and ends the process; or that
 * belongs to somebody else by now.
 *
 * @see https://github.com/porsager/postgres/issues/1208
 */
export function endWithConnection(client: postgres.Sql, watch: () => TransactionWatch): void {
  const begin = client.begin.bind(client) as unknown as Begin;
  const guarded: Begin = (run) => {
    const { equip, ending, over } = watch();
    let isOver = false;
    const unlessOver = <T>(outcome: () => T) => {
      if (isOver) return never();
      ending();
      return outcome();
    };
    const result = begin((tx) =>
      run(whileConnected(equip(tx), () => isOver)).then(
        (value) => unlessOver(() => value),
        (error) => (isDisconnection(error) ? never() : unlessOver(() => Promise.reject(error))),
      ),
    );
    const end = () => {
      isOver = true;
      over();
    };
    result.then(end, end);
    return result;
  };
  Object.assign(client, { begin: guarded });
}

/**
 * `begin` fails by itself when its connection closes; nothing is left to be committed or rolled back, so nobody is to try. A
 * promise that all shared would remember each who waited for it.
 */
const never = () => new Promise<never>(() => {});

function whileConnected(tx: postgres.TransactionSql, over: () => boolean): postgres.TransactionSql {
  return new Proxy(tx, {
    get(target, name, receiver) {
      if (name === "unsafe" && over()) throw Object.assign(new Error("the transaction is over"), { code: "CONNECTION_CLOSED" });
      return Reflect.get(target, name, receiver);
    },
  });
}
