export { type BoardEnv, boardEnv } from "./env.ts";
export { type BoardService, startBoard } from "./start.ts";
