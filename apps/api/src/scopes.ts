export const SCOPES = {
  "sessions:read": "read sessions",
  "sessions:write": "create, change and revoke sessions",
  "sessions:unseal": "be given the token of a session",
  "consents:read": "read consents",
  "consents:write": "grant, withdraw and check consents",
  "jobs:read": "read jobs",
  "jobs:write": "cancel and retry jobs",
  "workers:read": "read workers, kinds and the state of the fleet",
  "workers:write": "drain workers",
  "kinds:write": "pause and resume job kinds",
  "keys:read": "read which encryption keys there are, never the keys",
  "keys:rotate": "have another encryption key seal",
  "events:read": "follow what happens to sessions, consents and jobs",
  "audit:read": "read the audit log",
  "expiries:write": "expire all sessions that are due",
} as const;
export type Scope = keyof typeof SCOPES;
