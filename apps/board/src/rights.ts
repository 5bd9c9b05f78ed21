import type { BoardRole } from "@assent/domain";

/** To look; to take the audit log away; to change what jobs, kinds, workers, sessions and consents do. */
export type Right = "read" | "export" | "repair";

const RIGHTS: Record<BoardRole, readonly Right[]> = {
  viewer: ["read"],
  auditor: ["read", "export"],
  operator: ["read", "export", "repair"],
};

export const may = (role: BoardRole | undefined, right: Right): boolean => role !== undefined && RIGHTS[role].includes(right);
