import type { Kind } from "./kind.ts";
import { kinds } from "./kinds/index.ts";

const WELL_FORMED = /^[a-z]+\.[a-z]+$/;

/** Kinds by name. @throws Error on a name that is malformed or taken. */
export function registryOf(list: readonly Kind[]): ReadonlyMap<string, Kind> {
  const registry = new Map<string, Kind>();
  for (const kind of list) {
    if (!WELL_FORMED.test(kind.name)) throw new Error(`job kind "${kind.name}" is not named noun.verb`);
    if (registry.has(kind.name)) throw new Error(`job kind "${kind.name}" is registered twice`);
    registry.set(kind.name, kind);
  }
  return registry;
}

export const registry = registryOf(kinds);

/** Payload fields that are secret in any kind. */
export const SECRET_FIELDS: string[] = [...new Set(kinds.flatMap((kind) => kind.secrets))];

/** Kinds whose payloads have a sealed token. */
export const KINDS_WITH_TOKENS: string[] = kinds.filter(({ secrets }) => secrets.includes("session_data")).map(({ name }) => name);

/** The longest that a statement of any job may take, in milliseconds. */
export const LONGEST_STATEMENT_MS = Math.max(...kinds.map(({ policy }) => policy.timeoutMs));
