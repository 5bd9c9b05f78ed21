import { z } from "zod";
import { id } from "./ids.ts";
import { EXAMPLE, name } from "./named.ts";
import { Refusal } from "./refusal.ts";
import { timestamp } from "./time.ts";

/** A row of legal holds: as long as there is one of a user, nothing of the user's is destroyed. */
export interface LegalHold {
  id: string;
  userId: string;
  reason: string;
  placedBy: string;
  placedAt: Date;
}

export const legalHoldView = z.object({
  id,
  user_id: id,
  reason: z.string(),
  placed_by: z.string(),
  placed_at: timestamp,
});
name("LegalHold", legalHoldView, {
  id: EXAMPLE.hold,
  user_id: EXAMPLE.user,
  reason: "case 4711",
  placed_by: "counsel",
  placed_at: EXAMPLE.at,
});
export type LegalHoldView = z.infer<typeof legalHoldView>;

/** Nothing of the hold itself: whoever asks may be the user whom it is about. */
export const underHold = (): Refusal =>
  new Refusal(
    "conflict",
    "The user is under a legal hold; nothing is erased until it is released. Who may read holds finds it by the user's id.",
    {
      reasons: ["legal_hold"],
    },
  );
