import { startFromSource } from "@assent/runtime/from-source";

startFromSource();
await import("./run.ts");
