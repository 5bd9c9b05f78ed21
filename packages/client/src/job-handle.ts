import type { Jobs } from "./jobs.ts";
import type { CallOptions } from "./options.ts";
import type { Job, LiveJob } from "./types.ts";

/** A job that the API has accepted. Its `id` is all that has to be kept to find it again, with `assent.jobs`. */
export class JobHandle<Result> {
  readonly id: string;
  readonly #jobs: Jobs;
  readonly #resultOf: (job: LiveJob) => Result;

  constructor(jobs: Jobs, id: string, resultOf: (job: LiveJob) => Result) {
    this.id = id;
    this.#jobs = jobs;
    this.#resultOf = resultOf;
  }

  /** What the job has made, once it is done. @throws AssentProblem if it was refused, has failed or was cancelled */
  async wait(options?: CallOptions): Promise<Result> {
    return this.#resultOf(await this.#jobs.wait(this.id, options));
  }

  /** The job as it is now and at every change, until it has settled. */
  events(options?: CallOptions): AsyncGenerator<LiveJob, void, undefined> {
    return this.#jobs.events(this.id, options);
  }

  /** Takes the job back, while no worker has it. @throws AssentProblem `conflict` if that is too late */
  cancel(options?: CallOptions): Promise<Job> {
    return this.#jobs.cancel(this.id, options);
  }
}

/** What a job has made. @throws Error if the token may not see it */
export function resultOf<Made>(job: LiveJob): Made {
  if (job.result === null) throw new Error(`Job ${job.id} is done, but this token may not read what it has made`);
  return job.result as Made;
}
