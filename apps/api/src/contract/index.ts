import type { FastifyInstance } from "fastify";
import { documentOf, type OpenApi, type Route } from "./document.ts";
import type { Operation } from "./operation.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The OpenAPI document of every route that is not hidden. */
    contract(): OpenApi;
  }
}

/** Listens for routes; what is added before is not in the contract. */
export function describeRoutes(app: FastifyInstance) {
  const routes: Route[] = [];
  let made: OpenApi | undefined;
  app.addHook("onRoute", ({ method, url, schema }) => {
    if (schema?.hide || method === "HEAD") return;
    if (!schema?.operationId) throw new Error(`${method} ${url} says nothing of itself: make its schema with operation()`);
    routes.push({ method: String(method), url, operation: schema as Operation });
  });
  app.decorate("contract", () => {
    made ??= documentOf(routes);
    return made;
  });
}
