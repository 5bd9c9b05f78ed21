export { type ApiEnv, apiEnv } from "./env.ts";
export { SCOPES } from "./principal.ts";
export { type ApiService, startApi } from "./start.ts";
