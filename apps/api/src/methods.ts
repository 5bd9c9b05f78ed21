import type { FastifyInstance } from "fastify";
import { HttpProblem } from "./problems.ts";

/** An `import` of node:http reads all its exports, and one of them loads the whole of fetch: 13 MiB. */
const { METHODS } = process.getBuiltinModule("node:http");

/** Node hands CONNECT to whoever asks for it, and nobody does. */
const EVERY_METHOD = METHODS.filter((method) => method !== "CONNECT");

/** A method that a path does not have is 405 with `Allow` (RFC 9110, 15.5.6); by default it would be 404. */
export function answerWrongMethods(app: FastifyInstance) {
  for (const method of EVERY_METHOD.filter((method) => !app.supportedMethods.includes(method))) app.addHttpMethod(method);
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
      const allow = [...methods.add("OPTIONS")].sort().join(", ");
      const others = EVERY_METHOD.filter((method) => !methods.has(method));
      app.options(url, HIDDEN, (_, reply) => reply.code(204).header("allow", allow).send());
      app.route({ method: others, url, ...HIDDEN, onRequest: refuse(allow), handler: unreached });
    }
  };
}

const HIDDEN = { schema: { hide: true } };

const unreached = () => {};

const refuse = (allow: string) => async () => {
  throw new HttpProblem("method-not-allowed", `This path takes ${allow}.`, {}, { allow });
};
