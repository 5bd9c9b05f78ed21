import type postgres from "postgres";

type Begin = (run: (tx: postgres.TransactionSql) => Promise<unknown>) => Promise<unknown>;

/** The reason of whatever has taken longer than it may. */
export const DEADLINE = "DEADLINE";

/**
 * Closes a transaction to its owner as soon as that has answered or given up. Who was abandoned does not know it: what it still
 * sends would run after the rollback, on its own, or in the next transaction on that connection.
 *
 * @param idleMs gives up for an owner that has sent nothing for so long. PostgreSQL would, too, but it closes the connection then,
 *   and that looks like a restart of PostgreSQL.
 */
export function closeToTheAbandoned(client: postgres.Sql, idleMs?: number): void {
  const begin = client.begin.bind(client) as unknown as Begin;
  const closing: Begin = (run) =>
    begin((tx) => {
      const { watched, idle, close } = watchStatements(tx, idleMs);
      return Promise.race([run(watched), idle]).finally(close);
    });
  Object.assign(client, { begin: closing });
}

function watchStatements(tx: postgres.TransactionSql, idleMs?: number) {
  const idle = Promise.withResolvers<never>();
  let over = false;
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;
  const rest = () => {
    if (idleMs !== undefined && !over) timer = setTimeout(() => idle.reject(leftIdle(idleMs)), idleMs);
  };
  const ended = () => {
    if (--underWay === 0) rest();
  };

  function unsafe(...args: Parameters<postgres.TransactionSql["unsafe"]>) {
    const statement = tx.unsafe(...args);
    clearTimeout(timer);
    underWay++;
    statement.then(ended, ended);
    return statement;
  }
  const watched = new Proxy(tx, {
    get(target, name, receiver) {
      if (over && (name === "unsafe" || name === "savepoint")) throw isOver();
      return name === "unsafe" && idleMs !== undefined ? unsafe : Reflect.get(target, name, receiver);
    },
  });
  function close() {
    over = true;
    clearTimeout(timer);
  }
  rest();
  return { watched, idle: idle.promise, close };
}

const leftIdle = (ms: number) => Object.assign(new Error(`the transaction was left idle for ${ms} ms`), { code: DEADLINE });
const isOver = () => Object.assign(new Error("the transaction was given up"), { code: DEADLINE });
