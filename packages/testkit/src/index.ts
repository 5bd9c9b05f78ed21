/** Services and data for tests. Nothing in production can import it. */

export { type Backend, backendOfTest, queuePrefix } from "./backend.ts";
export { AUDIT_KEY, type ClonedDatabase, type TestDatabase, testDatabase } from "./database.ts";
export type { AnyJson } from "./json.ts";
export { until } from "./until.ts";
