import type postgres from "postgres";

type Unsafe = (query: string, parameters?: unknown[], options?: object) => unknown;

/**
 * Prepares every statement, once per connection. Drizzle sends each as a new one, which PostgreSQL parses and plans
 * again, and for which the driver makes a round trip of its own to learn the types of the parameters.
 *
 * Statements must therefore not vary with the data: a list of values is one array parameter, never `in ($1, $2, ...)`.
 * `?prepare=false` in the URL turns it off, for poolers that hand out another connection with each transaction.
 */
export function prepareAll<Client extends Pick<postgres.Sql, "unsafe">>(client: Client): Client {
  const unsafe = client.unsafe.bind(client) as Unsafe;
  const prepared: Unsafe = (query, parameters, options) => unsafe(query, parameters, { ...options, prepare: true });
  return Object.assign(client, { unsafe: prepared });
}
