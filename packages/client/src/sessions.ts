import { unlessAsAsked } from "./as-asked.ts";
import { JobHandle, resultOf } from "./job-handle.ts";
import type { Jobs } from "./jobs.ts";
import { listed } from "./lists.ts";
import type { CallOptions, WriteOptions } from "./options.ts";
import { get, patch, post, remove, withHeaders } from "./transport/call.ts";
import type { Transport } from "./transport/transport.ts";
import type { AnswerOf, CreatedSession, FilterOf, NewSession, Session, Unsealing } from "./types.ts";
import { Unsealed } from "./unsealed.ts";
import { changed, posted } from "./written.ts";

const at = (id: string) => `/sessions/${encodeURIComponent(id)}`;
type Changed = AnswerOf<"changeSession", 200>;

/** Users' sealed tokens of sportsbooks, each under a consent. */
export class Sessions {
  readonly #transport: Transport;
  readonly #jobs: Jobs;

  constructor(transport: Transport, jobs: Jobs) {
    this.#transport = transport;
    this.#jobs = jobs;
  }

  /**
   * Seals a token under a consent, and resolves when that is done.
   *
   * @throws AssentProblem `consent-refused`, with the reasons
   * @throws AssentTimeout with the `jobId` if the job is still queued at the deadline
   */
  async create(session: NewSession, options?: WriteOptions): Promise<CreatedSession> {
    const call = post("/sessions", session, options);
    return (await posted<AnswerOf<"createSession", 201>>(this.#transport, call, options)).session;
  }

  /** The same, resolved as soon as the job is accepted. To wait for it needs `jobs:read` and `sessions:read`. */
  async enqueue(session: NewSession, options?: WriteOptions): Promise<JobHandle<CreatedSession>> {
    const call = withHeaders(post("/sessions", session, options), { prefer: "respond-async" });
    const { body } = await this.#transport.send<{ job_id: string }>(call, this.#transport.begin(options));
    return new JobHandle(this.#jobs, body.job_id, (job) => resultOf<{ session: CreatedSession }>(job).session);
  }

  async get(id: string, options?: CallOptions): Promise<Session> {
    const { body } = await this.#transport.send<AnswerOf<"readSession", 200>>(get(at(id)), this.#transport.begin(options));
    return body.session;
  }

  /** Newest first. */
  list(filter: FilterOf<"listSessions"> = {}, options: CallOptions = {}): AsyncGenerator<Session, void, undefined> {
    return listed(this.#transport, { path: "/sessions", name: "sessions" }, filter, options);
  }

  /** Lets it last until another time, if its consent does. @throws AssentProblem `consent-refused`, or `conflict` if it has ended */
  async renew(id: string, { expires_at }: { expires_at: string }, options?: CallOptions): Promise<Session> {
    return (await changed<Changed>(this.#transport, patch(at(id), { expires_at }), options)).session;
  }

  /** Ends it as expired: the engine is done with it. One that is expired already stays so. @throws AssentProblem `conflict` if it is revoked */
  end(id: string, options?: CallOptions): Promise<Session> {
    const change = async () => (await changed<Changed>(this.#transport, patch(at(id), { status: "expired" }), options)).session;
    return unlessAsAsked(change, "expired", () => this.get(id, options));
  }

  /** Ends it as revoked: it should not be used any more. Revoking again is no error. */
  async revoke(id: string, options?: CallOptions): Promise<Session> {
    return (await changed<Changed>(this.#transport, remove(at(id)), options)).session;
  }

  /**
   * The token, to log in with now and not to be kept: it is given out only while session and consent hold. Needs `sessions:unseal`.
   *
   * @throws AssentProblem `consent-refused`, or `conflict` if the session has ended
   */
  async unseal(id: string, unsealing: Unsealing, options?: CallOptions): Promise<Unsealed> {
    const call = post(`${at(id)}/unseal`, unsealing);
    const { body } = await this.#transport.send<AnswerOf<"unsealSession", 200>>(call, this.#transport.begin(options));
    return new Unsealed(body);
  }
}
