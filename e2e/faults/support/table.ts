import type { Finding } from "../fault.ts";
import type { Verdict } from "../matrix.ts";

export const isGreen = ({ findings }: Verdict): boolean => findings.every(({ holds }) => holds);

/** fault | promise | measured | verdict. What held and has no figure worth telling is not told. */
export function line(verdict: Verdict): string {
  const { fault, backend, findings, operations } = verdict;
  const own = findings.slice(
    0,
    findings.findIndex(({ what }) => what.startsWith("active without")),
  );
  const measured = [...own, ...findings.filter((finding) => !finding.holds && !own.includes(finding))].map(told);
  const invariants = isGreen(verdict) ? [`${operations} operations, 0 lost, 0 twice, 0 unaudited`] : [];
  return [
    `${fault.name} (${backend})`.padEnd(34),
    fault.promise,
    [...measured, ...invariants].join("; "),
    isGreen(verdict) ? "green" : "RED",
  ].join(" | ");
}

export const told = ({ what, measured, holds }: Finding): string => `${holds ? "" : "NOT HELD: "}${what}: ${measured}`;
