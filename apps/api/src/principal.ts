/** What a caller may do. A user touches only what is the user's own; a service needs the scope of the call. */
import { id, text } from "@assent/domain";
import { HttpProblem, noSuch } from "./problems.ts";
import type { Scope } from "./scopes.ts";

/** Calls that concern the fleet rather than one user; no user's token makes them. */
const FOR_SERVICES_ONLY: readonly Scope[] = [
  ...(["workers:read", "workers:write", "kinds:write", "keys:read", "keys:rotate"] as const),
  ...(["audit:read", "expiries:write", "holds:read", "holds:write", "webhooks:read", "webhooks:write"] as const),
];

/**
 * A user's token has these only if it names them: its holder need not be the one who may log in at the sportsbook, nor mean to be
 * forgotten for good.
 */
const ONLY_IF_NAMED: readonly Scope[] = ["sessions:unseal", "users:erase"];

/** Kept as the actor in every row, so it must be storable; the names of our own parts are not to be had. */
export const subject = text(255).refine((sub) => !/^(system|board):|^anonymous$/.test(sub));

export interface Principal {
  /** The token's `sub`; the actor in audit rows. */
  name: string;
  /** The user whose token it is; null for a service. */
  userId: string | null;
  /** When the token ends, in ms since 1970. */
  until: number;
  may(scope: Scope): boolean;
}

/** The caller when AUTH_MODE is open. */
export const TRUSTED: Principal = { name: "anonymous", userId: null, until: Number.POSITIVE_INFINITY, may: () => true };

/** A user's token without a `scope` has nearly all of the user's own rights; with one, only those it names. */
export function principalOf(sub: string, scope: unknown, until = Number.POSITIVE_INFINITY): Principal {
  const scopes = typeof scope === "string" ? scope.split(" ") : [];
  const user = id.safeParse(sub);
  if (!user.success) return { name: sub, userId: null, until, may: (wanted) => scopes.includes(wanted) };
  const named = (wanted: Scope) => (scope === undefined ? !ONLY_IF_NAMED.includes(wanted) : scopes.includes(wanted));
  const may = (wanted: Scope) => !FOR_SERVICES_ONLY.includes(wanted) && named(wanted);
  return { name: user.data, userId: user.data, until, may };
}

/** @throws HttpProblem 403 that names the scope */
export function requireScope({ may, userId }: Principal, scope: Scope) {
  if (may(scope)) return;
  if (userId && FOR_SERVICES_ONLY.includes(scope)) throw forServicesOnly();
  const challenge = `Bearer realm="assent", error="insufficient_scope", scope="${scope}"`;
  throw new HttpProblem("insufficient-scope", `This call needs the scope "${scope}".`, {}, { "www-authenticate": challenge });
}

/** @throws HttpProblem 403 for a user */
export function requireService({ userId }: Principal) {
  if (userId) throw forServicesOnly();
}

const forServicesOnly = () => new HttpProblem("forbidden", "This call is for services, not for users.");

export const mayTouch = ({ userId }: Principal, owner: string | null) => userId === null || userId === owner;

/** @throws HttpProblem 403 when a user names somebody else */
export function requireOwn(principal: Principal, userId: string) {
  if (!mayTouch(principal, userId)) throw new HttpProblem("forbidden", "user_id must be your own.");
}

/** @throws HttpProblem 404, the same for an object of somebody else as for none */
export function ownOr404<Row extends { userId: string | null }>(principal: Principal, row: Row | undefined, what: string): Row {
  if (!row || !mayTouch(principal, row.userId)) throw noSuch(what);
  return row;
}

/** The user that a list is about. @throws HttpProblem 403 when a user asks for somebody else's */
export function listedUser(principal: Principal, wanted: string | undefined): string | undefined {
  if (wanted) requireOwn(principal, wanted);
  return principal.userId ?? wanted;
}
