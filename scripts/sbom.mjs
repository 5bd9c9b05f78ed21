// Writes what the image is made of, as CycloneDX, from package-lock.json.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NOT_SHIPPED = new Set(["bench", "deploy", "e2e", "packages/testkit"]);
const [, , target = "assent.cdx.json"] = process.argv;
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const write = (file, content) => writeFileSync(file, JSON.stringify(content));

/*
 * In a copy without what is for development: npm's own --omit=dev leaves out whatever any workspace has among its devDependencies, which
 * is also what another one ships. And in that copy each workspace has the release's version, because npm names none without.
 */
const folder = mkdtempSync(join(tmpdir(), "assent-sbom-"));
try {
  const { devDependencies: _, ...root } = read("package.json");
  const lock = read("package-lock.json");
  const isWorkspace = (path) => path !== "" && !path.includes("node_modules");
  const workspaces = Object.keys(lock.packages).filter((path) => isWorkspace(path) && !NOT_SHIPPED.has(path));
  for (const path of workspaces) {
    const { devDependencies: _, ...manifest } = read(join(path, "package.json"));
    mkdirSync(join(folder, path), { recursive: true });
    write(join(folder, path, "package.json"), { ...manifest, version: root.version });
    delete lock.packages[path].devDependencies;
    lock.packages[path].version = root.version;
  }
  for (const [path, { resolved }] of Object.entries(lock.packages))
    if (NOT_SHIPPED.has(path) || NOT_SHIPPED.has(resolved)) delete lock.packages[path];
  delete lock.packages[""].devDependencies;
  lock.packages[""].workspaces = workspaces;
  write(join(folder, "package-lock.json"), lock);
  write(join(folder, "package.json"), { ...root, workspaces });
  const made = spawnSync("npm", ["sbom", "--sbom-format=cyclonedx", "--package-lock-only"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (made.status !== 0) throw new Error(`npm sbom failed: ${made.stderr}`);
  writeFileSync(target, made.stdout);
  process.stdout.write(`${JSON.parse(made.stdout).components.length} components in ${target}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
