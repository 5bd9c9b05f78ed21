import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../../", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, root), "utf8");

const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
const documents = ["README.md", "CONTRIBUTING.md", ...readdirSync(new URL("docs/", root)).map((name) => `docs/${name}`)].filter((file) =>
  file.endsWith(".md"),
);
const named = documents.flatMap((file) => [...textOf(file).matchAll(/\bnpm (?:run )?(?:--silent )?([a-z][a-z:]*)/g)]);
/** What npm itself does, in a project of somebody else. */
const OF_NPM = new Set(["init", "pack", "install"]);
const documented = new Set(named.map(([, name = ""]) => name).filter((name) => !OF_NPM.has(name)));

describe("the npm scripts that documents name", () => {
  it("are found", () => expect([...documented]).toEqual(expect.arrayContaining(["start", "test", "assent", "migrations:generate"])));

  it.each([...documented])("%s is there, and works in a clone where nothing is installed", (name) => {
    expect(scripts).toHaveProperty([name]);
    expect(scripts[`pre${name}`]).toBe("node scripts/install.mjs");
  });
});
