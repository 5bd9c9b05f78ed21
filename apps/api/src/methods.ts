import { METHODS } from "node:http";
import type { FastifyInstance } from "fastify";
import { HttpProblem } from "./problems.ts";

/** A method that a path does not have is 405 with `Allow` (RFC 9110, 15.5.6); by default it would be 404. */
export function answerWrongMethods(app: FastifyInstance) {
  const allowed = new Map<string, Set<string>>();
  let closing = false;

  app.addHook("onRoute", ({ url, method }) => {
    if (closing) return;
    const methods = allowed.get(url) ?? allowed.set(url, new Set()).get(url);
    for (const one of [method].flat()) methods?.add(one);
  });

  return function close() {
    closing = true;
    for (const [url, methods] of allowed) {
      const others = METHODS.filter((method) => method !== "CONNECT" && app.supportedMethods.includes(method) && !methods.has(method));
      app.route({ method: others, url, schema: { hide: true }, onRequest: refuse([...methods].sort().join(", ")), handler: unreached });
    }
  };
}

const unreached = () => {};

const refuse = (allow: string) => async () => {
  throw new HttpProblem("method-not-allowed", `This path takes ${allow}.`, {}, { allow });
};
