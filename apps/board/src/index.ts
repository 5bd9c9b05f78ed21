export { ROUTES } from "./access.ts";
export { accountFor } from "./accounts.ts";
export { type BoardEnv, boardEnv } from "./env.ts";
export { may, type Right } from "./rights.ts";
export { type BoardService, startBoard } from "./start.ts";
