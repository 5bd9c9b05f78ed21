/** What a caller may do. A user touches only what is the user's own; a service needs the scope of the call. */
import { id } from "@assent/domain";
import type { JWTPayload } from "jose";
import { HttpProblem, noSuch } from "./problems.ts";

export const SCOPES = {
  "sessions:read": "read sessions",
  "sessions:write": "create, change and revoke sessions",
  "consents:read": "read consents",
  "consents:write": "grant, withdraw and check consents",
  "jobs:read": "read jobs",
  "jobs:write": "cancel and retry jobs",
  "workers:read": "read workers",
  "workers:write": "drain workers",
  "audit:read": "read the audit log",
  "expiries:write": "expire all sessions that are due",
} as const;
export type Scope = keyof typeof SCOPES;

/** Calls that concern the fleet rather than one user; no user's token makes them. */
const FOR_SERVICES_ONLY: readonly Scope[] = ["jobs:write", "workers:read", "workers:write", "audit:read", "expiries:write"];

export interface Principal {
  /** The token's `sub`; the actor in audit rows. */
  name: string;
  /** The user whose token it is; null for a service. */
  userId: string | null;
  may(scope: Scope): boolean;
}

/** The caller when AUTH_MODE is open. */
export const TRUSTED: Principal = { name: "anonymous", userId: null, may: () => true };

/** A user's token without a `scope` has all of the user's own rights; with one, only those it names. */
export function principalOf({ sub = "", scope }: JWTPayload): Principal {
  const scopes = typeof scope === "string" ? scope.split(" ") : [];
  const user = id.safeParse(sub);
  if (!user.success) return { name: sub, userId: null, may: (wanted) => scopes.includes(wanted) };
  const may = (wanted: Scope) => !FOR_SERVICES_ONLY.includes(wanted) && (scope === undefined || scopes.includes(wanted));
  return { name: user.data, userId: user.data, may };
}

/** @throws HttpProblem 403 that names the scope */
export function requireScope({ may, userId }: Principal, scope: Scope) {
  if (may(scope)) return;
  if (userId && FOR_SERVICES_ONLY.includes(scope)) throw new HttpProblem("forbidden", "This call is for services, not for users.");
  throw new HttpProblem(
    "insufficient-scope",
    `This call needs the scope "${scope}".`,
    {},
    {
      "www-authenticate": `Bearer realm="assent", error="insufficient_scope", scope="${scope}"`,
    },
  );
}

export const mayTouch = ({ userId }: Principal, owner: string | null) => userId === null || userId === owner;

/** @throws HttpProblem 404, the same for an object of somebody else as for none */
export function ownOr404<Row extends { userId: string | null }>(principal: Principal, row: Row | undefined, what: string): Row {
  if (!row || !mayTouch(principal, row.userId)) throw noSuch(what);
  return row;
}

/** The user that a list is about. @throws HttpProblem 403 when a user asks for somebody else's */
export function listedUser({ userId }: Principal, wanted: string | undefined): string | undefined {
  if (userId && wanted && wanted !== userId) throw new HttpProblem("forbidden", "user_id must be your own.");
  return userId ?? wanted;
}
