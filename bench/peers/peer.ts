/** What a peer must be able to do, and the job that all of them get. */
import { randomBytes } from "node:crypto";
import { newId } from "@assent/domain";
import type { Consent } from "../support/consents.ts";
import { sessionBody } from "../support/consents.ts";

export interface Target {
  databaseUrl: string;
  redisUrl?: string | undefined;
  /** A namespace on Redis. */
  prefix: string;
}

export interface Peer {
  /** Adds jobs in bulk, as fast as the peer can; it is not measured. */
  fill(target: Target, jobs: SessionJob[]): Promise<void>;
  /** Starts to take jobs, and does so until the process is killed. */
  work(target: Target): Promise<void>;
}

export interface SessionJob {
  id: string;
  session_id: string;
  user_id: string;
  consent_id: string;
  sportsbook: string;
  /** As long as a sealed one, in base64. */
  session_data: string;
  expires_at: string;
}

const SEALING_ADDS_BYTES = 60;

export function sessionJob(consent: Consent): SessionJob {
  const { session_data, ...body } = sessionBody(consent);
  const sealed = randomBytes(session_data.length + SEALING_ADDS_BYTES);
  return { ...body, id: newId(), session_id: newId(), session_data: sealed.toString("base64") };
}
