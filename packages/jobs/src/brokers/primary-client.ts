/** Lets `pg`, which knows one server, follow a fail-over among several. */
import { locatePrimary, serversOf } from "@assent/db";
import pg from "pg";

const PORT = 5432;
type Connected = (error?: unknown) => void;

/** What a pool of `pg` needs in order to reach PostgreSQL by this URL. */
export function serverOf(databaseUrl: string): Pick<pg.PoolConfig, "connectionString" | "Client"> {
  const { urls, writable } = serversOf(databaseUrl);
  return writable ? { connectionString: urls[0], Client: clientToPrimary(databaseUrl) } : { connectionString: urls[0] };
}

const clientToPrimary = (databaseUrl: string) =>
  class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config);
      const connect = this.connect.bind(this) as (connected: Connected) => void;
      const connectToPrimary = (connected: Connected) =>
        locatePrimary(databaseUrl).then((url) => {
          Object.assign(this, addressIn(url));
          connect(connected);
        }, connected);
      Object.assign(this, { connect: connectToPrimary });
    }
  };

function addressIn(url: string) {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || PORT) };
}
