/** Reaching PostgreSQL by one URL, or through a pooler by one and past it by another. */
import { type ConnectOptions, connect, type Database } from "./connect.ts";

export interface DatabaseUrls {
  DATABASE_URL: string;
  /** Past the pooler to which the other one leads; without it there is no pooler. */
  DATABASE_DIRECT_URL?: string | undefined;
}

/** For statements and transactions. */
export const connectTo = ({ DATABASE_URL, DATABASE_DIRECT_URL }: DatabaseUrls, options: ConnectOptions): Database =>
  connect(DATABASE_URL, { ...options, pooled: DATABASE_DIRECT_URL !== undefined });

/** For what lasts longer than a transaction: LISTEN, a session's locks and settings, migrations. */
export const directUrl = ({ DATABASE_URL, DATABASE_DIRECT_URL }: DatabaseUrls): string => DATABASE_DIRECT_URL ?? DATABASE_URL;
