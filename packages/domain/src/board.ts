/** What somebody is at the operators' board. */
export const BOARD_ROLES = ["viewer", "auditor", "operator"] as const;
export type BoardRole = (typeof BOARD_ROLES)[number];
