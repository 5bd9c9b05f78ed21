import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db } from "@assent/db";
import type { AuditEntry } from "@assent/domain";
import type { Broker, Producer, Settlements } from "@assent/jobs";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { ApiEnv } from "./env.ts";

/** An HTTP server whose schemas are zod schemas. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** What the routes work with. */
export interface Context {
  env: ApiEnv;
  db: Db;
  /** Lists and other reads that may walk far; they cannot take the connections that writes need. */
  reads: Db;
  /** Connections of their own, so that a health check queues neither behind what it checks nor behind other checks. */
  health: Db;
  readiness: Db;
  broker: Broker;
  producer: Producer;
  settlements: Settlements;
  /** Adds audit rows, many with one statement; resolves when they are committed. */
  audit(entry: AuditEntry): Promise<void>;
  /** Aborts when the process shuts down: whoever waits then answers with what there is. */
  stopping: AbortSignal;
}
