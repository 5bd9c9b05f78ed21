/** Log lines for people: what a terminal shows. Machines get JSON. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const STYLES: Record<string, Style> = {
  trace: "gray",
  debug: "gray",
  info: "green",
  warn: "yellow",
  error: "red",
  fatal: ["white", "bgRed"],
};

/** `12:00:00.000 WARN  queue.error  BullMQ has trouble …  attempts=2`, and below it the stack of an error. */
export function readable(line: string): string {
  const { level, time, event, msg, err, name, pid, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const label = String(level).toUpperCase().padEnd(5);
  const head = [String(time).slice(11, 23), styled(STYLES[String(level)] ?? "reset", label), styled("bold", text(event)), text(msg)];
  const fields = Object.entries(rest).map(([field, value]) => styled("gray", `${field}=${text(value)}`));
  return `${[...head, ...fields].filter(Boolean).join("  ")}\n${stackOf(err)}`;
}

/** As `NO_COLOR` and the terminal have it. */
const styled = (style: Style, words: string) => (words === "" ? "" : styleText(style, words, { stream: process.stdout }));

const text = (value: unknown) => (value === undefined ? "" : harmless(typeof value === "string" ? value : JSON.stringify(value)));

/** What a caller has sent must not move the cursor, nor look like a line of its own. */
const harmless = (value: string) => value.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);

const escaped = (control: string) => `\\u${control.codePointAt(0)?.toString(16).padStart(4, "0")}`;

function stackOf(error: unknown): string {
  const { stack, message, code, cause } = (error ?? {}) as Record<string, unknown>;
  if (!stack && !message) return "";
  const lines = String(stack || message)
    .split("\n")
    .map(harmless)
    .join("\n");
  const first = `${lines}${code === undefined ? "" : ` (${text(code)})`}`;
  return `${first.replaceAll(/^/gm, "    ")}\n${cause ? `    caused by:\n${stackOf(cause)}` : ""}`;
}
