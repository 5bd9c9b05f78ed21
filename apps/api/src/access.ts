/** Who may make a call: each route declares it, and none is served without. */
import type { FastifyInstance, FastifyRequest, onRouteHookHandler, preHandlerHookHandler } from "fastify";
import { requireOwn, requireScope, requireService } from "./principal.ts";
import type { HttpProblem } from "./problems.ts";
import type { Scope } from "./scopes.ts";

/**
 * Whose the thing is that a call is about, and so which users may make it:
 * - `body`: the user's in the body's `user_id`; it must be the caller's own.
 * - `query`: the user's in the query's `user_id`, which must be the caller's own; without it a user is shown the user's own.
 * - `object`: its owner's; for other users it does not exist.
 * - `fleet`: nobody's; only services make this call.
 */
export type Owner = "body" | "query" | "object" | "fleet";

export interface Access {
  scope: Scope;
  owner: Owner;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Resolves when a call that was denied is on record, before it is answered. */
    onDenied?(request: FastifyRequest, denied: HttpProblem): Promise<void>;
  }
}

/** Lets only those through whom the route's own declaration lets; a route that has none is an error at start. */
export function enforceAccess(app: FastifyInstance) {
  const onRoute: onRouteHookHandler = (route) => {
    const { access } = route.schema ?? {};
    if (!access || access === "anyone")
      throw new Error(`${route.method} ${route.url} does not say who may call it: give its schema an access`);
    route.preHandler = [enforce(access, route.config?.onDenied), ...[route.preHandler ?? []].flat()];
  };
  app.addHook("onRoute", onRoute);
}

function enforce(access: Access, onDenied?: (request: FastifyRequest, denied: HttpProblem) => Promise<void>): preHandlerHookHandler {
  return (request, _reply, done) => {
    try {
      allow(request, access);
    } catch (denied) {
      if (!onDenied) return done(denied as HttpProblem);
      return void onDenied(request, denied as HttpProblem).then(() => done(denied as HttpProblem), done);
    }
    done();
  };
}

/** @throws HttpProblem 403 */
function allow({ principal, body, query }: FastifyRequest, { scope, owner }: Access) {
  if (owner === "fleet") requireService(principal);
  requireScope(principal, scope);
  const named = { body, query, object: undefined, fleet: undefined }[owner] as { user_id?: string } | undefined;
  if (named?.user_id !== undefined) requireOwn(principal, named.user_id);
}
