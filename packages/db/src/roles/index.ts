/** The least-privileged roles that the API, the workers and the board use where the owner only migrates. */
export { checkRights } from "./check.ts";
export { type Excess, findExcess } from "./excess.ts";
export { giveDefaults, grantRole, type ProcessRole } from "./grant.ts";
export { PARTS, type Part, parseRights, RIGHTS } from "./rights.ts";
