/** Charts: drawn by a script from the same figures that a table tells to whoever cannot see it. */
import type { StepCounts } from "@assent/db";
import { type Html, html } from "../html.ts";
import { rate, table, time } from "./parts.ts";

const LEAST_MS = 5_000;

/** What happened in each second of a step. */
export type Step = StepCounts;

/** @param steps how many until now; in those that are not among the counts nothing happened */
export function stepsOf(counts: StepCounts[], stepMinutes: number, steps: number, now: Date): Step[] {
  const stepMs = stepMinutes * 60_000;
  const last = Math.floor(now.getTime() / stepMs);
  const known = new Map(counts.map((one) => [Math.floor(one.from.getTime() / stepMs), one]));
  return Array.from({ length: steps }, (_, i) =>
    ratesOf(known.get(last - steps + 1 + i), new Date((last - steps + 1 + i) * stepMs), stepMs, now),
  );
}

/** The step that is under way has lasted for less than the others. */
const ratesOf = (counts: StepCounts | undefined, from: Date, stepMs: number, now: Date): Step => {
  const lastedMs = Math.max(LEAST_MS, Math.min(stepMs, now.getTime() - from.getTime()));
  const of = (series: (typeof SERIES)[number]) => ((counts?.[series] ?? 0) * 1_000) / lastedMs;
  return { from, accepted: of("accepted"), completed: of("completed"), refused: of("refused"), failed: of("failed") };
};

const SERIES = ["accepted", "completed", "refused", "failed"] as const;

export const chart = (name: "hour" | "day", steps: Step[]): Html => html`
  <div class="chart" data-chart="${name}" aria-hidden="true"></div>
  <details><summary>As a table, jobs a second</summary><div class="scroll" role="region" tabindex="0" aria-label="Figures of the ${name}">${table(
    `Jobs a second in the last ${name}`,
    [
      { name: "From", cell: ({ from }: Step) => time(from) },
      ...SERIES.map((series) => ({ name: series, numeric: true, cell: (step: Step) => rate(step[series]) })),
    ],
    steps.toReversed(),
    "Nothing has happened.",
  )}</div></details>`;
