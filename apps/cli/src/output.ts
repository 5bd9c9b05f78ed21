/** What commands write: tables for people, JSON for programs. */
export const say = (text: string) => void process.stdout.write(`${text}\n`);
/** For what is not the result: progress, questions, what to do next. */
export const remark = (text: string) => void process.stderr.write(`${text}\n`);

export const JSON_OPTION = ["--json", "one line of JSON, for scripts", false] as const;

/** Of an option that may be given more than once. */
export const several = (value: string, others: string[]): string[] => [...others, value];

export const answer = (asJson: boolean, value: unknown, asText: () => string) => say(asJson ? JSON.stringify(value) : asText());

/** Columns as wide as their widest cell; the last is not filled up. */
export function table(head: string[], rows: (string | number)[][]): string {
  const lines = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Ends with what there is: the terminal is the person's again at once. */
export function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  return controller.signal;
}

/** @returns false when it was interrupted */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  const { setTimeout } = await import("node:timers/promises");
  return setTimeout(ms, true, { signal }).catch(() => false);
}
