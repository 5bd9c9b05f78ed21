export { type ApiEnv, apiEnv } from "./env.ts";
export { subject } from "./principal.ts";
export { SCOPES } from "./scopes.ts";
export { type ApiService, startApi } from "./start.ts";
