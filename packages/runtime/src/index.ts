/** What every process needs. No word of the business appears here. */
export * from "./at-most-once-in.ts";
export * from "./coalesce.ts";
export * from "./env.ts";
export * from "./event-loop.ts";
export * from "./every.ts";
export * from "./gather-writes.ts";
export * from "./in-turn.ts";
export * from "./lifecycle.ts";
export * from "./listen.ts";
export * from "./log.ts";
export * from "./retire.ts";
export * from "./root.ts";
export * from "./sparingly.ts";
export * from "./traceparent.ts";
export * from "./tracing/index.ts";
export * from "./version.ts";
