import type { PersonalPaths } from "@assent/db";
import { sessionCreate } from "./kinds/session-create.ts";

/**
 * Where jobs, of whatever kind, hold what somebody wrote about a user: an erasure writes null there, so each must be nullable in its
 * kind's schema. A test finds what a new kind adds.
 */
export const PERSONAL: PersonalPaths = {
  payload: [["evidence"], ["reason"]],
  result: [
    ["consent", "evidence"],
    ["consent", "withdrawal_reason"],
    ["session", "end_reason"],
  ],
  secrets: sessionCreate.secrets,
};
