/** Requests in traces, by OpenTelemetry's conventions for HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isTracing, leftOut, markFailed, type NewSpan, spanContextIn, startIfKept, traceIdIn, traceparentOf } from "@assent/runtime";
import { type Span, SpanKind } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** By what they are about; none where it would not be kept. A property of the message would make Node slower at all of its messages. */
const spans = new WeakMap<IncomingMessage, Span>();

const TRACED = "/api/v1/";

/** To be called before all other hooks, so that what these answer is traced as well. Health checks and pages are not. */
export function traceRequests(app: FastifyInstance) {
  if (!isTracing()) return;
  app.addHook("onRequest", (request, reply, done) => {
    if (request.url.startsWith(TRACED)) begin(request, reply.raw);
    done();
  });
}

function begin(request: FastifyRequest, response: ServerResponse) {
  const span = startIfKept(spanContextIn(headerOf(request.headers)), () => serverSpan(request));
  if (!span) return;
  spans.set(request.raw, span);
  response.once("close", () => end(span, response));
}

/** Where no route is meant, a path may be anything. */
function serverSpan({ method, url, id, routeOptions: { url: route } }: FastifyRequest): NewSpan {
  const asked = { "http.request.method": method, "url.scheme": "http", "assent.request.id": id };
  if (!route) return { name: method, kind: SpanKind.SERVER, attributes: asked };
  const attributes = { ...asked, "http.route": route, "url.path": url.split("?", 1)[0] };
  return { name: `${method} ${route}`, kind: SpanKind.SERVER, attributes };
}

function end(span: Span, { statusCode, headersSent, writableFinished }: ServerResponse) {
  if (headersSent) span.setAttribute("http.response.status_code", statusCode);
  if (!writableFinished) markFailed(span, "aborted");
  else if (statusCode >= 500) markFailed(span, String(statusCode));
  span.end();
}

/** The `traceparent` of what is done for a request: its own span, or its caller's. Where spans are made, a request without one is not kept. */
export function originOf(message: IncomingMessage): string | null {
  const span = spans.get(message);
  if (span) return traceparentOf(span.spanContext());
  const given = spanContextIn(headerOf(message.headers));
  return given ? traceparentOf(isTracing() ? leftOut(given) : given) : null;
}

export const traceIdOf = (request: IncomingMessage): string | undefined => traceIdIn(originOf(request));

const headerOf = ({ traceparent }: IncomingMessage["headers"]) => (typeof traceparent === "string" ? traceparent : undefined);
