import type { FastifyBaseLogger } from "fastify";

type Line = Parameters<FastifyBaseLogger["info"]>;

/** The log of one request: its lines carry the request's id. Few requests write a line, and the first one makes the child. */
class RequestLog {
  readonly #parent: FastifyBaseLogger;
  readonly #bindings: object;
  #child: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, bindings: object) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  get level() {
    return this.#parent.level;
  }
  get #own() {
    this.#child ??= this.#parent.child(this.#bindings);
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

export const requestLog = (parent: FastifyBaseLogger, bindings: object): FastifyBaseLogger => new RequestLog(parent, bindings);
