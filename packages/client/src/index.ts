/** A client of Assent, for Node 20 and newer, Bun, Deno and browsers. docs/integrate.md shows how to use it. */
export { Assent } from "./assent.ts";
export type { Audit } from "./audit.ts";
export type { Consents } from "./consents.ts";
export type { components, operations, paths } from "./contract.ts";
export type { EventFilter, EventPage, Events } from "./events.ts";
export type { JobHandle } from "./job-handle.ts";
export type { Jobs } from "./jobs.ts";
export type { AssentOptions, CallOptions, Token, WriteOptions } from "./options.ts";
export { AssentProblem, AssentTimeout, isProblem } from "./problem.ts";
export type { Sessions } from "./sessions.ts";
export type * from "./types.ts";
export type { Unsealed } from "./unsealed.ts";
