/** Writes are jobs: what they have made, whether the API says so at once or later. */
import { resultOf } from "./job-handle.ts";
import { waitForJob } from "./jobs.ts";
import type { CallOptions } from "./options.ts";
import type { Answer } from "./transport/attempt.ts";
import type { Call } from "./transport/call.ts";
import type { Transport } from "./transport/transport.ts";
import type { Accepted } from "./types.ts";

export const acceptedIn = ({ status, body }: Answer) => (status === 202 ? (body as Accepted).job_id : undefined);

/** By a POST: it is sent again under its key until its job is done, which needs no scope but that of the call. */
export async function posted<Made>(transport: Transport, call: Call, options: CallOptions | undefined): Promise<Made> {
  const answer = await transport.send<Made>({ ...call, waits: true, pending: acceptedIn }, transport.begin(options));
  return answer.body;
}

/** By a PATCH or DELETE, which has no key: after 202 its job is followed, which needs `jobs:read` and the scope to read what it makes. */
export async function changed<Made>(transport: Transport, call: Call, options: CallOptions | undefined): Promise<Made> {
  const deadline = transport.begin(options);
  const answer = await transport.send<Made>({ ...call, waits: true }, deadline);
  const jobId = acceptedIn(answer);
  return jobId === undefined ? answer.body : resultOf(await waitForJob(transport, jobId, deadline));
}
