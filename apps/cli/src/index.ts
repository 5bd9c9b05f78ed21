export { exportOf } from "./audit/export.ts";
export { generateEnv } from "./env-file.ts";
export { startAll } from "./start-all.ts";
