import { consentsBeingWithdrawn, type Tx } from "@assent/db";

interface Use {
  consent_id: string;
  user_id: string;
}

/** A withdrawal counts from when it was accepted: what needs the consent is refused, and does not make the withdrawal wait. */
export async function withdrawalsAmong(tx: Tx, uses: Use[]): Promise<(use: Use) => boolean> {
  const found = await consentsBeingWithdrawn(tx, [...new Set(uses.map(({ consent_id }) => consent_id))]);
  const withdrawn = new Set(found.map(({ consentId, userId }) => `${consentId} ${userId}`));
  return ({ consent_id, user_id }) => withdrawn.has(`${consent_id} ${user_id}`);
}
