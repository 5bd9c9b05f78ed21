/** What every process needs. No word of the business appears here. */
export * from "./coalesce.ts";
export * from "./env.ts";
export * from "./every.ts";
export * from "./lifecycle.ts";
export * from "./log.ts";
export * from "./root.ts";
export * from "./sparingly.ts";
export * from "./version.ts";
