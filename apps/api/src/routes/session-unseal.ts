import type { ServerResponse } from "node:http";
import {
  consentsBeingWithdrawn,
  databaseTime,
  findSession,
  lockSealedSession,
  type SealedSession,
  type SessionRead,
  type Tx,
} from "@assent/db";
import { type AuditOutcome, consentRefused, judgeUnsealing, name, type Problem, sessionView, text, viewSession } from "@assent/domain";
import { within } from "@assent/runtime";
import { type Keyring, KeyUnavailable, open, SealError, type Sealed } from "@assent/vault";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { ownOr404 } from "../principal.ts";
import { HttpProblem, isUnavailable, keyUnavailable, noSuch, refused, unavailable } from "../problems.ts";
import { idParams } from "../schemas.ts";

const SCOPE = "sessions:unseal";
/** What changes the session waits meanwhile, and not for longer than two seconds itself. */
const TAKEN_WITHIN_MS = 1_000;
/** A process that was frozen for longer may have lost its locks while it was. */
const CONFIRMED_WITHIN_MS = 1_000;

const wanted = z.strictObject({ purpose: text(200).describe("what the token is wanted for; goes into the audit log") });
name("Unsealing", wanted, { purpose: "log in before the match" });
const unsealed = z.object({ session_data: z.string().describe("as it was when the session was created"), session: sessionView });

export function sessionUnsealRoute(app: Api, context: Context) {
  const schema = operation({
    operationId: "unsealSession",
    tags: ["sessions"],
    summary: `Get a session's token, to log in with; a user's token, too, has to name the scope ${SCOPE}`,
    access: { scope: "sessions:unseal", owner: "object" },
    params: idParams,
    body: wanted,
    response: { 200: unsealed },
    problems: ["consent-refused", "conflict", "data-integrity", "key-unavailable"],
  });
  const onDenied = (request: FastifyRequest, { problem }: HttpProblem) =>
    recordOf(context, request, idParams.parse(request.params), wanted.parse(request.body))("refused", null, problem);
  app.post("/sessions/:id/unseal", { schema, config: { onDenied, budget: "none" } }, async (request, reply) => {
    const record = recordOf(context, request, request.params, request.body);
    let seen: SessionRead | undefined;
    try {
      await context.limits.count(request, reply, "unseals");
      seen = await findSession(context.db, request.params.id);
      const session = ownOr404(request.principal, seen, "session");
      await context.hold((tx) => giveOut(context, tx, session, { request, reply, record: (outcome) => record(outcome, session.userId) }));
    } catch (error) {
      if (reply.sent) return cutShort(reply);
      if (error instanceof HttpProblem && !isUnavailable(error))
        await record(error.problem.status < 500 ? "refused" : "failed", seen?.userId ?? null, error.problem);
      throw error;
    }
    return reply;
  });
}

/** A token and a refusal are on record before they leave. */
const recordOf =
  ({ audit }: Context, { principal, id }: FastifyRequest, session: z.infer<typeof idParams>, { purpose }: z.infer<typeof wanted>) =>
  (outcome: AuditOutcome, userId: string | null, { detail, reasons }: Partial<Problem> = {}) =>
    audit({
      ...{ actor: principal.name, action: "session.unsealed", subject: `session:${session.id}`, outcome },
      ...{ userId, requestId: id, detail: { purpose, problem: detail, reasons } },
    });

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  record(outcome: "ok"): Promise<void>;
}

/** The locks last until the answer has left: meanwhile nobody ends the session or withdraws its consent. @throws HttpProblem */
async function giveOut({ env, keys }: Context, tx: Tx, session: SessionRead, { request, reply, record }: Exchange): Promise<void> {
  if (reply.raw.destroyed) return;
  const sealed = await lockUnlessWithdrawn(tx, session);
  const allowAt = (now: Date) => allow(sealed, now, env.PAPER_TRADING_MODE);
  allowAt(sealed.readAt);
  const session_data = opened(keys.keyring, sealed.session, request.log);
  if (reply.raw.destroyed) return;
  await record("ok");
  allowAt(await timeUnderLocks(tx));
  await handOver(reply, { session_data, session: viewSession(sealed.session, sealed.readAt) });
}

async function lockUnlessWithdrawn(tx: Tx, { id, userId, consentId }: SessionRead): Promise<SealedSession> {
  const withdrawals = await consentsBeingWithdrawn(tx, [consentId]);
  if (withdrawals.some((one) => one.userId === userId)) throw refused(consentRefused(["consent_withdrawn"]));
  const sealed = await lockSealedSession(tx, id);
  if (!sealed) throw noSuch("session");
  return sealed;
}

function allow({ session, consent }: SealedSession, now: Date, paperTrading: boolean): void {
  const refusal = judgeUnsealing(session, consent, now, paperTrading);
  if (refusal) throw refused(refusal);
}

/** An active session has a ciphertext and a key: the table's own checks. It has one token in its life. */
function opened(keyring: Keyring, session: SealedSession["session"], log: FastifyRequest["log"]): string {
  const { id, userId, consentId, sportsbook, keyId, wrappedKey, sessionData } = session;
  const sealed: Sealed = { keyId: keyId ?? "", wrappedKey, ciphertext: sessionData ?? Buffer.alloc(0) };
  try {
    return open(keyring, sealed, { sessionId: id, userId, consentId, sportsbook, dataVersion: 1 });
  } catch (error) {
    if (error instanceof KeyUnavailable) {
      log.error(
        { event: "session.key_unavailable", session_id: id, key_id: keyId },
        "this process lacks the key of a session's token, or it is retired",
      );
      throw keyUnavailable("The key of the session's token is not available; the log says more under the request id.");
    }
    if (!(error instanceof SealError)) throw error;
    log.error({ event: "session.unopenable", session_id: id, key_id: keyId, err: error }, "a session's token does not open");
    throw new HttpProblem("data-integrity", "The session's token does not open; the log says more under the request id.");
  }
}

/** While the audit row was written nothing was heard of the connection that has the locks. @throws Error when they are gone */
async function timeUnderLocks(tx: Tx): Promise<Date> {
  const askedAt = performance.now();
  const now = await databaseTime(tx);
  if (performance.now() - askedAt > CONFIRMED_WITHIN_MS) throw unavailable("The database took too long; repeat the request.");
  return now;
}

/** Resolves when all of the answer has left this process, or its client gets no more of it. */
async function handOver(reply: FastifyReply, answer: z.infer<typeof unsealed>): Promise<void> {
  if (reply.raw.destroyed) return;
  const over = leftOrClosed(reply.raw);
  reply.send(answer);
  if (!(await within(over, AbortSignal.timeout(TAKEN_WITHIN_MS)))) cutShort(reply);
}

const leftOrClosed = (raw: ServerResponse) => new Promise<void>((resolve) => void raw.once("finish", resolve).once("close", resolve));

/** What has not left does not leave any more, neither from here nor from the kernel. */
function cutShort(reply: FastifyReply): FastifyReply {
  if (!reply.raw.writableFinished) reply.raw.socket?.resetAndDestroy();
  return reply;
}
