/** What may come from the registry, and what it may do while it is installed. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = async (file: string) => JSON.parse(await readFile(join(ROOT, file), "utf8"));
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

interface Locked {
  version?: string;
  link?: boolean;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
}

/** Below these there are known vulnerabilities, or wake-ups are lost. */
const FLOORS = { "drizzle-orm": "0.45.2", "fast-jwt": "6.3.1", fastify: "5.8.5", bullmq: "6.3.3" };

const isAtLeast = (version: string, floor: string) => version.localeCompare(floor, "en", { numeric: true }) >= 0;

describe("the lock file", async () => {
  const { packages } = (await read("package-lock.json")) as { packages: Record<string, Locked> };
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);

  it("has the hash of every package", () => {
    expect(installed.length).toBeGreaterThan(500);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
  });

  it("names no registry: each is taken from the one that the machine has, and must have the hash", () => {
    expect(installed.flatMap(([, { resolved }]) => resolved ?? [])).toEqual([]);
  });

  it.each(Object.entries(FLOORS))("has no %s below %s", (name, floor) => {
    const versions = installed.filter(([path]) => nameOf(path) === name).map(([, { version = "" }]) => version);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  it("lets nobody run a script at installation who is not on the list, yes or no", async () => {
    const { allowScripts } = (await read("package.json")) as { allowScripts: Record<string, boolean> };
    const wanting = new Set(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)));
    expect([...wanting].sort()).toEqual(Object.keys(allowScripts).sort());
  });
});

describe("the image", () => {
  it("is built without any script of a package", async () => {
    const dockerfile = await readFile(join(ROOT, "Dockerfile"), "utf8");
    const installations = dockerfile.match(/npm (ci|install|i)\b[^\n]*/g) ?? [];
    expect(installations).not.toEqual([]);
    for (const one of installations) expect(one).toMatch(/^npm ci .*--ignore-scripts/);
  });

  it("has a list of what it is made of, with its hashes, and nothing that is for development", async () => {
    const folder = await mkdtemp(join(tmpdir(), "assent-sbom-"));
    const file = join(folder, "assent.cdx.json");
    await promisify(execFile)(process.execPath, ["scripts/sbom.mjs", file], { cwd: ROOT });
    const { bomFormat, components } = JSON.parse(await readFile(file, "utf8"));
    await rm(folder, { recursive: true });
    expect(bomFormat).toBe("CycloneDX");
    const listed = new Map(components.map(({ name, ...one }: { name: string }) => [name, one]));
    for (const name of ["fastify", "drizzle-orm", "bullmq", "postgres", "jose", "pino"])
      expect(listed.get(name)).toMatchObject({ version: expect.any(String), hashes: [{ alg: "SHA-512", content: expect.any(String) }] });
    for (const name of ["vitest", "turbo", "testcontainers", "drizzle-kit"]) expect(listed.has(name)).toBe(false);
  });
});
