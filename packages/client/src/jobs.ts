import { unlessAsAsked } from "./as-asked.ts";
import { followJob } from "./job-events.ts";
import { listed } from "./lists.ts";
import type { CallOptions, WriteOptions } from "./options.ts";
import { AssentProblem } from "./problem.ts";
import type { Answer } from "./transport/attempt.ts";
import { type Call, get, post, remove } from "./transport/call.ts";
import type { Deadline } from "./transport/deadline.ts";
import type { Transport } from "./transport/transport.ts";
import type { AnswerOf, FilterOf, Job, ListedJob, LiveJob } from "./types.ts";

const at = (id: string) => `/jobs/${encodeURIComponent(id)}`;

/** The durable requests behind every write. */
export class Jobs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async get(id: string, options?: CallOptions): Promise<LiveJob> {
    return this.#read(id, this.#transport.begin(options));
  }

  /** Newest first; without results, which are shown one at a time. */
  list(filter: FilterOf<"listJobs"> = {}, options: CallOptions = {}): AsyncGenerator<ListedJob, void, undefined> {
    return listed(this.#transport, { path: "/jobs", name: "jobs" }, filter, options);
  }

  /**
   * The job once it is done.
   *
   * @throws AssentProblem if it was refused, has failed or was cancelled
   * @throws AssentTimeout if it is still queued at the deadline
   */
  wait(id: string, options?: CallOptions): Promise<LiveJob> {
    return waitForJob(this.#transport, id, this.#transport.begin(options));
  }

  /** The job as it is now and at every change, until it has settled; over a new connection where one breaks. */
  events(id: string, options: CallOptions = {}): AsyncGenerator<LiveJob, void, undefined> {
    return followJob(this.#transport, id, options);
  }

  /** Takes a job back that no worker has; one that is cancelled already stays so. @throws AssentProblem `conflict` otherwise */
  cancel(id: string, options?: CallOptions): Promise<Job> {
    return this.#change(remove(at(id)), id, "cancelled", options);
  }

  /** Runs a failed job again; one that is queued already stays so. @throws AssentProblem `conflict` otherwise */
  retry(id: string, options?: WriteOptions): Promise<Job> {
    return this.#change(post(`${at(id)}/retry`, undefined, options), id, "queued", options);
  }

  async #change(call: Call, id: string, wanted: Job["status"], options: CallOptions | undefined): Promise<Job> {
    const deadline = this.#transport.begin(options);
    const change = async () => (await this.#transport.send<AnswerOf<"cancelJob", 200>>(call, deadline)).body.job;
    return unlessAsAsked<Job>(change, wanted, () => this.#read(id, deadline));
  }

  async #read(id: string, deadline: Deadline): Promise<LiveJob> {
    return (await this.#transport.send<AnswerOf<"readJob", 200>>(get(at(id)), deadline)).body.job;
  }
}

/** The job once it is done, asked for as often as the deadline allows. */
export async function waitForJob(transport: Transport, id: string, deadline: Deadline): Promise<LiveJob> {
  const { body } = await transport.send<AnswerOf<"readJob", 200>>({ ...get(at(id)), waits: true, pending: queuedIn }, deadline);
  const { job } = body;
  if (job.status !== "completed") throw problemOf(job);
  return job;
}

const queuedIn = ({ body }: Answer) => {
  const { job } = body as AnswerOf<"readJob", 200>;
  return job.status === "queued" ? job.id : undefined;
};

function problemOf({ id, status, problem }: LiveJob): AssentProblem {
  const unsaid = { type: "urn:assent:problem:conflict", title: "The job is not done", status: 409, detail: `The job was ${status}.` };
  return new AssentProblem({ ...(problem ?? unsaid), job_id: id });
}
