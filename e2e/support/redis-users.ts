/** The users of Redis that docs/operations.md tells to make: what it allows is enough, or the tests that run as them fail. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./process.ts";

export const USER = "assent";
/** With signs that a URL must not have as they are. */
export const PASSWORD = "p@ss/w:rd%";
export const USER_INFO = `${USER}:${encodeURIComponent(PASSWORD)}`;

const found = (pattern: RegExp): string[] => {
  const [, words = ""] = pattern.exec(readFileSync(join(ROOT, "docs/operations.md"), "utf8")) ?? [];
  if (words === "") throw new Error(`docs/operations.md has nothing like ${pattern}`);
  return words.split(/[\s\\]+/);
};

/** Arguments of redis-server that make the user, for the keys of this prefix. */
export function documentedUser(prefix: string, ...more: string[]): string[] {
  const rules = found(/^ACL SETUSER assent ([\s\S]*?[^\\])$/m).map((word) => word.replace("{assent}", prefix));
  return ["--user", USER, ...rules.map((word) => word.replace(/^>.*/, `>${PASSWORD}`)), ...more];
}

export const moreOnACluster = (): string[] => found(/For a cluster add `([^`]+)`/);

/** A line of a Sentinel's configuration. */
export const userOfSentinel = (): string => `user ${USER} on >${PASSWORD} ${found(/A Sentinel's own user needs\s+`([^`]+)`/).join(" ")}`;
