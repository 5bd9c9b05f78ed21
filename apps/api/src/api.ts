/** The HTTP edge, built but not listening. */
import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { problemOf } from "@assent/domain";
import type { Log } from "@assent/runtime";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { enforceAccess } from "./access.ts";
import { admitAll } from "./admission/admission.ts";
import { authenticateAll } from "./auth.ts";
import { takeOnlyJson } from "./body.ts";
import type { Api, Context } from "./context.ts";
import { describeRoutes } from "./contract/index.ts";
import { answerHanging } from "./deadline.ts";
import { limitAll } from "./limits/limits.ts";
import { answerWrongMethods } from "./methods.ts";
import { HttpProblem, instanceOf, onError, PRIVATE, unavailable } from "./problems.ts";
import { requestLog } from "./request-log.ts";
import { auditLogRoutes } from "./routes/audit-logs.ts";
import { auditProofRoutes } from "./routes/audit-proofs.ts";
import { consentReceiptRoute } from "./routes/consent-receipt.ts";
import { consentRoutes } from "./routes/consents.ts";
import { docsRoutes } from "./routes/docs.ts";
import { erasureRoutes } from "./routes/erasures.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { jobChangeRoutes } from "./routes/job-changes.ts";
import { jobDiagnosisRoutes } from "./routes/job-diagnosis.ts";
import { jobOperationRoutes } from "./routes/job-operations.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { keyRoutes } from "./routes/keys.ts";
import { kindRoutes } from "./routes/kinds.ts";
import { legalHoldRoutes } from "./routes/legal-holds.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { sessionChangeRoutes } from "./routes/session-changes.ts";
import { sessionExpiryRoutes } from "./routes/session-expiries.ts";
import { sessionUnsealRoute } from "./routes/session-unseal.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { webhookChangeRoutes } from "./routes/webhook-changes.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { workerRoutes } from "./routes/workers.ts";
import { traceRequests } from "./traces.ts";

const BODY_LIMIT_BYTES = 128 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Node looks for requests that take too long only this often. */
const CHECK_TIMEOUTS_MS = 2_000;
/** Longer than any wait a client may ask for; a database that is silent rather than away ends here. */
const HANDLER_TIMEOUT_MS = 75_000;
const LOOK_EVERY_MS = 1_000;
/** Longer than a proxy keeps its side open, so that it is the proxy that closes. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

export async function buildApi(context: Context, log: Log): Promise<Api> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_TIMEOUTS_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    genReqId: ({ headers: { "x-request-id": given } }) => (typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID()),
    childLoggerFactory: requestLog,
    frameworkErrors: onError,
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorFor);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(onError);
  app.setNotFoundHandler(() => {
    throw new HttpProblem("not-found", "There is nothing at this address; GET /api/docs lists what there is.");
  });
  traceRequests(app as unknown as FastifyInstance);
  takeOnlyJson(app);
  answerHanging(app as unknown as FastifyInstance, { afterMs: HANDLER_TIMEOUT_MS, lookEveryMs: LOOK_EVERY_MS });
  addHeaders(app);
  countAnswers(app, context.observer);
  turnAwayWhenStopping(app, context.stopping);

  const closeMethods = answerWrongMethods(app as unknown as FastifyInstance);
  describeRoutes(app as unknown as FastifyInstance);
  healthRoutes(app, context);
  await docsRoutes(app);
  await app.register(async (callers: Api) => callerRoutes(callers, context), { prefix: "/api/v1" });
  await app.register(async (operators: Api) => operatorRoutes(operators, context), { prefix: "/api/v1" });
  closeMethods();
  await app.ready();
  return app;
}

function callerRoutes(app: Api, context: Context) {
  admitAll(app as unknown as FastifyInstance, context.admission);
  protect(app, context);
  sessionRoutes(app, context);
  sessionChangeRoutes(app, context);
  sessionUnsealRoute(app, context);
  consentRoutes(app, context);
  consentReceiptRoute(app, context);
  erasureRoutes(app, context);
  sessionExpiryRoutes(app, context);
  jobRoutes(app, context);
  eventRoutes(app, context);
  webhookRoutes(app, context);
  webhookChangeRoutes(app, context);
  auditLogRoutes(app, context);
  auditProofRoutes(app, context);
}

/** What an operator does about too many requests must not be refused because of them. */
function operatorRoutes(app: Api, context: Context) {
  protect(app, context);
  jobChangeRoutes(app, context);
  jobDiagnosisRoutes(app, context);
  jobOperationRoutes(app, context);
  kindRoutes(app, context);
  keyRoutes(app, context);
  legalHoldRoutes(app, context);
  workerRoutes(app, context);
  overviewRoutes(app, context);
}

function protect(app: Api, { env, limits }: Context) {
  authenticateAll(app as unknown as FastifyInstance, env);
  limitAll(app as unknown as FastifyInstance, limits);
  enforceAccess(app as unknown as FastifyInstance);
  refuseUnknownQueries(app);
}

/** A route that names no query takes none, as a body takes no field that is not named. */
function refuseUnknownQueries(app: Api) {
  const none = z.strictObject({});
  app.addHook("onRoute", ({ schema }) => {
    if (schema) schema.querystring ??= none;
  });
}

/** Headers are judged and not rewritten: Fastify would copy all of them for each look at headers that were replaced. */
function validatorFor(route: Parameters<typeof validatorCompiler>[0]): ReturnType<typeof validatorCompiler> {
  const judge = validatorCompiler(route);
  if (route.httpPart !== "headers") return judge;
  return (data) => {
    const { error } = judge(data) as { error?: Error };
    return error ? { error } : true;
  };
}

function addHeaders(app: Api) {
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers({ ...PRIVATE, "x-request-id": request.id });
    done();
  });
  if (app.log.level !== "debug" && app.log.level !== "trace") return;
  app.addHook("onResponse", ({ method, routeOptions, log }, reply, done) => {
    const ms = Math.round(reply.elapsedTime);
    log.debug({ event: "request.answered", method, route: routeOptions.url, status: reply.statusCode, ms }, "answered");
    done();
  });
}

function countAnswers(app: Api, observer: Context["observer"]) {
  app.addHook("onResponse", ({ method, routeOptions }, { statusCode: status, elapsedTime: ms }, done) => {
    observer.answered({ method, route: routeOptions.url, status, ms });
    done();
  });
}

/** What arrives on an open connection while the process stops is sent to another one. */
function turnAwayWhenStopping(app: Api, stopping: AbortSignal) {
  app.addHook("onRequest", ({ raw }, _reply, done) => {
    if (!stopping.aborted) return done();
    /** Not before all of it has arrived: the connection is closed with the answer, and what came after would reset it. */
    raw.once("end", () => done(unavailable("This process is stopping; try again."))).resume();
  });
  /** Also on answers that were under way: a connection left open would hold the process until its deadline. */
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (stopping.aborted) reply.header("connection", "close");
    done();
  });
}

/** A request that is not HTTP never becomes a request; it is answered on the bare socket. */
function answerBrokenRequest({ code }: Error & { code?: string }, socket: Socket) {
  if (code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const timedOut = code === "ERR_HTTP_REQUEST_TIMEOUT";
  const tooLarge = code === "HPE_HEADER_OVERFLOW";
  const [status, detail] = timedOut
    ? ["408 Request Timeout", "The request took too long to arrive."]
    : tooLarge
      ? ["431 Request Header Fields Too Large", "The headers are too large."]
      : ["400 Bad Request", "This is not a valid HTTP request."];
  const problem = problemOf("malformed-request", detail, { status: Number.parseInt(status, 10), instance: instanceOf(randomUUID()) });
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
