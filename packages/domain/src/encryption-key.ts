import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { timestamp } from "./time.ts";

/**
 * - `announced`: at least one API process has it; it seals nothing yet.
 * - `active`: the one that seals.
 * - `decrypt_only`: it opens what it has sealed, until all of that is under the active key.
 * - `retired`: no row is left under it, and none is taken any more. Final.
 */
export const KEY_STATES = ["announced", "active", "decrypt_only", "retired"] as const;
export type KeyState = (typeof KEY_STATES)[number];

export const keyId = z.string().regex(/^[a-z0-9-]{1,32}$/i, "must be the id of a key: 1 to 32 letters, digits and hyphens");

export const keyView = z.object({
  key_id: z.string(),
  state: z.enum(KEY_STATES),
  held_by: z.int().nonnegative().describe("how many live API processes have it"),
  sealing: z.int().nonnegative().describe("how many of them seal with it"),
  to_rewrap: z.int().nonnegative().nullable().describe("of a key that is being left: tokens that were under it when that began"),
  rewrapped: z
    .int()
    .nonnegative()
    .describe("those that are under the active key by now; may become more than there were, as new ones came"),
  unopenable: z.int().nonnegative().describe("those that did not open when they were last tried: they keep the key from being retired"),
  announced_at: timestamp,
  activated_at: timestamp.nullable(),
  retired_at: timestamp.nullable(),
});
name("Key", keyView, {
  ...{ key_id: "k2027-01", state: "active", held_by: 2, sealing: 2, to_rewrap: null, rewrapped: 0, unopenable: 0 },
  ...{ announced_at: EXAMPLE.at, activated_at: EXAMPLE.soon, retired_at: null },
});
export type KeyView = z.infer<typeof keyView>;

/** A live API process, and the keys that it has. */
export const keyHolderView = z.object({
  id,
  hostname: z.string(),
  pid: z.int(),
  key_ids: z.array(z.string()),
  seals_with: z.string().nullable().describe("null: it lacks the active key, seals nothing and is not ready"),
  last_seen_at: timestamp,
});
name("KeyHolder", keyHolderView, {
  ...{ id: EXAMPLE.worker, hostname: "engine-1", pid: 7, key_ids: ["k2027-01"], seals_with: "k2027-01", last_seen_at: EXAMPLE.at },
});
export type KeyHolderView = z.infer<typeof keyHolderView>;
