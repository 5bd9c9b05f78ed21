/**
 * A job that fails whenever it runs, as one would that a faulty version has accepted. No request can bring such a job about, so it is put
 * straight into the database; and only into the one of `npm start`, which is nobody's but the newcomer's.
 */
import { newId } from "@assent/domain";
import { embeddedUrl } from "./env.ts";

export interface PoisonSource {
  add(): Promise<void>;
  close(): Promise<void>;
}

/** @returns undefined when no embedded PostgreSQL runs here */
export async function poisonSource(): Promise<PoisonSource | undefined> {
  const url = await embeddedUrl();
  if (url === undefined) return undefined;
  const { connect, insertJobs } = await import("@assent/db");
  const { db, close } = connect(url, { name: "assent-demo", max: 1 });
  const nobody = { userId: null, requestId: null, traceparent: null, idempotencyKey: null, requestHash: null };
  return {
    add: async () => void (await insertJobs(db, [{ id: newId(), kind: "session.renew", payload: {}, principal: "demo", ...nobody }])),
    close,
  };
}
