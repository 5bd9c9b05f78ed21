import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { NODE, ROOT } from "../support/process.ts";

const SCRIPT = join(ROOT, "scripts/install.mjs");

describe("scripts/install.mjs", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assent-install-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await Promise.all(["own", "patches"].map((name) => mkdir(join(folder, name))));
  const write = (file: string, content: object) => writeFile(join(folder, file), JSON.stringify(content));
  /** One dependency, which is in the folder, so that no registry is asked. */
  async function writeProject(version: string) {
    const project = { name: "project", version, dependencies: { own: "file:own" } };
    const own = { name: "own", version: "1.0.0" };
    const packages = { "": project, own, "node_modules/own": { resolved: "own", link: true } };
    await write("own/package.json", own);
    await write("package.json", project);
    await write("package-lock.json", { name: "project", version, lockfileVersion: 3, packages });
  }
  const install = () => spawnSync(NODE, [SCRIPT], { cwd: folder, encoding: "utf8" });

  it("installs once, and leaves stdout to the command that comes after it", async () => {
    await writeProject("1.0.0");
    expect(install()).toMatchObject({ status: 0, stdout: "", stderr: expect.stringContaining("Installing") });
    expect(install()).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it("installs again when the lock or a patch has changed", async () => {
    await writeProject("1.0.1");
    expect(install()).toMatchObject({ status: 0, stderr: expect.stringContaining("Installing") });
    await write("patches/own+1.0.0.patch", {});
    expect(install()).toMatchObject({ status: 0, stderr: expect.stringContaining("Installing") });
  });
});
