import { CONSENT_REASONS, type ConsentReason } from "./judge-consent.ts";
import { type Problem, type ProblemType, problemOf } from "./problem.ts";

/** A business no. It is an answer, not an error: final, audited, never retried. */
export class Refusal {
  readonly problem: Problem;

  constructor(type: ProblemType, detail: string, more: Partial<Problem> = {}) {
    this.problem = problemOf(type, detail, more);
  }
}

export const consentRefused = (reasons: ConsentReason[]) =>
  new Refusal("consent-refused", `${reasons.map((reason) => CONSENT_REASONS[reason]).join("; ")}.`, { reasons });

export const invalidField = (field: string, rule: string) =>
  new Refusal("invalid-request", `${field} ${rule}.`, { errors: [{ field, rule }] });

export const notFound = (what: string) => new Refusal("not-found", `There is no such ${what}.`);
