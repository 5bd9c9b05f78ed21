/** What postgres.js sends, followed from the moment it takes a statement until its answer. */
import type postgres from "postgres";

/** What a query of postgres.js is beneath its types. */
export interface DriverQuery {
  /** Where it was sent; null while it waits for a connection. */
  state: unknown;
  handler(query: DriverQuery): void;
  cancel(): void;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}
type Unsafe = (...statement: unknown[]) => DriverQuery;

export function wrapStatements<Client extends Pick<postgres.Sql, "unsafe">>(
  client: Client,
  wrap: (query: DriverQuery) => DriverQuery,
): Client {
  const unsafe = client.unsafe.bind(client) as unknown as Unsafe;
  return Object.assign(client, { unsafe: ((...statement) => wrap(unsafe(...statement))) as Unsafe });
}

/** From when the driver takes it, which it does when somebody waits for it, until its answer. */
export function whileItRuns(query: DriverQuery, waiting: () => () => void): DriverQuery {
  const { handler, resolve, reject } = query;
  let over = () => {};
  return Object.assign(query, {
    handler(taken: DriverQuery) {
      over = waiting();
      handler(taken);
    },
    resolve(value: unknown) {
      over();
      resolve(value);
    },
    reject(error: unknown) {
      over();
      reject(error);
    },
  });
}

/** Takes a statement back that was not sent yet. */
export function refuse(query: DriverQuery, reason: Error) {
  query.reject(reason);
  query.cancel();
}
