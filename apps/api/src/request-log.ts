import type { IncomingMessage } from "node:http";
import type { FastifyBaseLogger } from "fastify";
import { traceIdOf } from "./traces.ts";

type Line = Parameters<FastifyBaseLogger["info"]>;

/** The log of one request: its lines carry the ids of the request and of its trace. Few requests write a line, and the first one makes the child. */
class RequestLog {
  readonly #parent: FastifyBaseLogger;
  readonly #bindings: object;
  readonly #request: IncomingMessage;
  #child: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, bindings: object, request: IncomingMessage) {
    this.#parent = parent;
    this.#bindings = bindings;
    this.#request = request;
  }

  get level() {
    return this.#parent.level;
  }
  get #own() {
    this.#child ??= this.#parent.child({ ...this.#bindings, trace_id: traceIdOf(this.#request) });
    return this.#child;
  }
  trace(...line: Line) {
    this.#own.trace(...line);
  }
  debug(...line: Line) {
    this.#own.debug(...line);
  }
  info(...line: Line) {
    this.#own.info(...line);
  }
  warn(...line: Line) {
    this.#own.warn(...line);
  }
  error(...line: Line) {
    this.#own.error(...line);
  }
  fatal(...line: Line) {
    this.#own.fatal(...line);
  }
  silent() {}
  child(...given: Parameters<FastifyBaseLogger["child"]>) {
    return this.#own.child(...given);
  }
}

export const requestLog = (parent: FastifyBaseLogger, bindings: object, _options: object, request: IncomingMessage): FastifyBaseLogger =>
  new RequestLog(parent, bindings, request);
