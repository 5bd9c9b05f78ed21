import type { Finding, Report } from "@assent/auditor";

const NOTHING_OUTSIDE =
  "none of them was kept outside of the database (--outside): with the signing key, its owner could have written all of it anew";

/** As text for a person: the findings first, then what was looked at. */
export function reportText({ findings, total, incomplete, ...seen }: Report): string {
  const lines = [
    ...findings.map(findingText),
    ...(total > findings.length ? [`… and ${total - findings.length} more`] : []),
    ...incomplete.map((why) => `incomplete: ${why}`),
    `${seen.rows} rows, ${seen.leaves} of them sealed, under ${seen.checkpoints} checkpoints`,
    ...(seen.outside === 0 ? [NOTHING_OUTSIDE] : []),
    ...(seen.unsealed > 0 ? [`${seen.unsealed} rows are not sealed yet: nothing proves that none of these is missing`] : []),
    ...(seen.older > 0 ? [`${seen.older} rows are older than the sealing: nothing is proven about them`] : []),
    verdictOf(total, incomplete),
  ];
  return lines.join("\n");
}

function findingText({ rule, says, row, leaf, batch }: Finding): string {
  const where = [row && `row ${row}`, leaf !== undefined && `leaf ${leaf}`, batch !== undefined && `checkpoint ${batch}`].filter(Boolean);
  return `${rule}: ${says}${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
}

function verdictOf(total: number, incomplete: string[]): string {
  if (total > 0) return `NOT WHOLE: ${total} findings`;
  return incomplete.length > 0 ? "no finding, but not all could be checked" : "the log is whole";
}

/** 0 whole, 1 tampered with, 2 not all could be checked. */
export const exitCodeOf = ({ total, incomplete }: Report): 0 | 1 | 2 => (total > 0 ? 1 : incomplete.length > 0 ? 2 : 0);
