import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const textOf = (file: string) => readFileSync(`${root}/${file}`, "utf8");

const sources = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"], { cwd: root, exclude: ["**/*.test.ts"] });
/** Each line is written by `log.<level>({ event: "<name>", …`; that of the watchdog, which has no log, by hand. */
const WRITTEN = /(?:log\.(\w+)\(\s*\{\s*|level: "(\w+)", [^;]*)event: "([\w.]+)"/g;
const written = sources.flatMap((file) =>
  [...textOf(file).matchAll(WRITTEN)].map(([, ofLog, byHand, event]) => `${event} ${ofLog ?? byHand}`),
);
const named = sources.flatMap((file) => [...textOf(file).matchAll(/event: "([\w.]+)"/g)].map(([, event]) => event));

const [, table = ""] = /\n\| event \| level \|[^\n]*\n\|[-|]+\n((?:\|.*\n)+)/.exec(textOf("docs/operations.md")) ?? [];
const rows = table
  .trim()
  .split("\n")
  .map((row) => row.split("|").map((cell) => cell.trim()));
const listed = rows.flatMap(([, events = "", level]) => [...events.matchAll(/`([^`]+)`/g)].map(([, event]) => `${event} ${level}`));
const ofNginx = [...textOf("deploy/nginx/nginx.conf").matchAll(/"event":"([\w.]+)"/g)].map(([, event]) => `${event} (nginx)`);

describe("docs/operations.md", () => {
  it("is compared with every event that is written", () => {
    expect(written.length).toBe(named.length);
    expect(new Set(written).size).toBeGreaterThan(30);
  });

  it("lists each log event with its level, and no other", () => {
    expect(listed.toSorted()).toEqual([...new Set([...written, ...ofNginx])].toSorted());
  });

  it("says of each what it means, and of what is more than information what to do", () => {
    const silent = rows.filter(([, , level, means, act]) => !means || (["warn", "error", "fatal"].includes(level ?? "") && !act));
    expect(silent.map(([, events]) => events)).toEqual([]);
  });
});
