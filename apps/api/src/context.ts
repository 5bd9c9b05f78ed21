import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db, Tx } from "@assent/db";
import type { AuditEntry } from "@assent/domain";
import type { Broker, EventFeed, Producer, Settlements } from "@assent/jobs";
import type { HttpObserver } from "@assent/metrics";
import type { SmallSecrets } from "@assent/vault";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Admission } from "./admission/admission.ts";
import type { ApiEnv } from "./env.ts";
import type { Keys } from "./keys/index.ts";
import type { Limits } from "./limits/limits.ts";

/** An HTTP server whose schemas are zod schemas. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** What the routes work with. */
export interface Context {
  env: ApiEnv;
  db: Db;
  /**
   * For lists, which may walk far: on connections of their own, so that writes do not wait for them.
   *
   * @throws TooManyWaiting for a list that has waited too long for a connection
   */
  read<Out>(list: (db: Db) => Promise<Out>): Promise<Out>;
  /**
   * For answers that go out under locks, on connections of their own: they last as long as a client takes to read.
   *
   * @throws TooManyWaiting for one that has waited too long for a connection
   */
  hold<Out>(run: (tx: Tx) => Promise<Out>): Promise<Out>;
  /** Connections of their own, so that a health check queues neither behind what it checks nor behind other checks. */
  health: Db;
  readiness: Db;
  broker: Broker;
  producer: Producer;
  keys: Keys;
  settlements: Settlements;
  events: EventFeed;
  admission: Admission;
  limits: Limits;
  /** Of webhooks: sealed here, and opened by whoever delivers. */
  secrets: SmallSecrets;
  observer: HttpObserver;
  /** Adds audit rows, many with one statement; resolves when they are committed. */
  audit(entry: AuditEntry): Promise<void>;
  /** Aborts when the process shuts down: whoever waits then answers with what there is. */
  stopping: AbortSignal;
}
