import type { Log } from "@assent/runtime";
import { connectTo, type DatabaseUrls } from "../urls.ts";
import { findExcess } from "./excess.ts";
import type { Part } from "./rights.ts";

interface CheckedEnv extends DatabaseUrls {
  NODE_ENV: string;
  DATABASE_RIGHTS_CHECK?: "refuse" | "warn" | undefined;
}

/**
 * Looks whether the role of DATABASE_URL may do more than these processes need.
 *
 * @throws Error if it could rewrite the audit log, in production and wherever DATABASE_RIGHTS_CHECK says so
 */
export async function checkRights(env: CheckedEnv, parts: readonly Part[], log: Log): Promise<void> {
  const { NODE_ENV, DATABASE_RIGHTS_CHECK = NODE_ENV === "production" ? "refuse" : "warn" } = env;
  const { db, close } = connectTo(env, { name: "assent-rights", max: 1 });
  const { role, grave, needless } = await findExcess(db, parts).finally(close);
  if (grave.length > 0 && DATABASE_RIGHTS_CHECK === "refuse") throw new Error(refusal(role, grave));
  const rights = [...grave, ...needless];
  if (rights.length === 0) return;
  log.warn({ event: "database.excess_rights", role, rights }, `the role ${role} may do what this process does not need`);
}

const refusal = (role: string, rights: string[]) =>
  `The role ${role} may ${rights.join("; ")}: whoever took over this process could rewrite the audit log.
Give it a role of its own (docs/operations.md, "Database roles"), or set DATABASE_RIGHTS_CHECK=warn to start all the same.`;
