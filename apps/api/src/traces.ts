/** Requests in traces, by OpenTelemetry's conventions for HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isTracing, markFailed, spanContextIn, traceIdIn, traceparentOf, tracer, under } from "@assent/runtime";
import { type Span, SpanKind } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "node:http" {
  interface IncomingMessage {
    span?: Span;
  }
}

const TRACED = "/api/v1/";

/** To be called before all other hooks, so that what these answer is traced as well. Health checks and pages are not. */
export function traceRequests(app: FastifyInstance) {
  if (!isTracing()) return;
  app.addHook("onRequest", (request, reply, done) => {
    const { url: route } = request.routeOptions;
    if (route?.startsWith(TRACED)) request.raw.span = begin(request, route, reply.raw);
    done();
  });
}

function begin(request: FastifyRequest, route: string, response: ServerResponse): Span {
  const parent = under(spanContextIn(headerOf(request.headers)));
  const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER }, parent);
  /** Most are left out where a part is kept, and need no attributes. */
  if (!span.isRecording()) return span;
  response.once("close", () => end(span, response));
  return span.setAttributes({
    "http.request.method": request.method,
    "http.route": route,
    "url.path": request.url.split("?", 1)[0],
    "url.scheme": "http",
    "assent.request.id": request.id,
  });
}

function end(span: Span, { statusCode, headersSent, writableFinished }: ServerResponse) {
  if (headersSent) span.setAttribute("http.response.status_code", statusCode);
  if (!writableFinished) markFailed(span, "aborted");
  else if (statusCode >= 500) markFailed(span, String(statusCode));
  span.end();
}

/** The `traceparent` of what is done for a request: its own span, or if requests are not traced here, what its caller says. */
export function originOf({ span, headers }: IncomingMessage): string | null {
  if (span) return traceparentOf(span.spanContext());
  const given = headerOf(headers);
  return spanContextIn(given) && given ? given : null;
}

export const traceIdOf = (request: IncomingMessage): string | undefined => traceIdIn(originOf(request));

const headerOf = ({ traceparent }: IncomingMessage["headers"]) => (typeof traceparent === "string" ? traceparent : undefined);
