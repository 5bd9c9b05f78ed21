import type { Db } from "@assent/db";
import type { Broker } from "@assent/jobs";
import type { BoardEnv } from "./env.ts";

export interface BoardContext {
  env: BoardEnv;
  db: Db;
  broker: Broker;
}
