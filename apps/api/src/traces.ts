/** Requests in traces, by OpenTelemetry's conventions for HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isTracing, leftOut, markFailed, spanContextIn, startIfKept, traceIdIn, traceparentOf } from "@assent/runtime";
import { type Span, SpanKind } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "node:http" {
  interface IncomingMessage {
    /** None where it would not be kept. */
    span?: Span | undefined;
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

function begin(request: FastifyRequest, route: string, response: ServerResponse): Span | undefined {
  const parent = spanContextIn(headerOf(request.headers));
  const span = startIfKept(`${request.method} ${route}`, parent, () => ({
    kind: SpanKind.SERVER,
    attributes: {
      "http.request.method": request.method,
      "http.route": route,
      "url.path": request.url.split("?", 1)[0],
      "url.scheme": "http",
      "assent.request.id": request.id,
    },
  }));
  if (span) response.once("close", () => end(span, response));
  return span;
}

function end(span: Span, { statusCode, headersSent, writableFinished }: ServerResponse) {
  if (headersSent) span.setAttribute("http.response.status_code", statusCode);
  if (!writableFinished) markFailed(span, "aborted");
  else if (statusCode >= 500) markFailed(span, String(statusCode));
  span.end();
}

/** The `traceparent` of what is done for a request: its own span, or its caller's. Where spans are made, a request without one is not kept. */
export function originOf({ span, headers }: IncomingMessage): string | null {
  if (span) return traceparentOf(span.spanContext());
  const given = spanContextIn(headerOf(headers));
  return given ? traceparentOf(isTracing() ? leftOut(given) : given) : null;
}

export const traceIdOf = (request: IncomingMessage): string | undefined => traceIdIn(originOf(request));

const headerOf = ({ traceparent }: IncomingMessage["headers"]) => (typeof traceparent === "string" ? traceparent : undefined);
