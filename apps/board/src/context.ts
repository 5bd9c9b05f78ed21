import type { HttpObserver } from "@assent/metrics";
import type { Site } from "./console/site.ts";
import type { BoardEnv } from "./env.ts";

export interface BoardContext extends Site {
  env: BoardEnv;
  observer: HttpObserver;
}
