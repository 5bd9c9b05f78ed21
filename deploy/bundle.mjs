// Bundles every process for the image:   node deploy/bundle.mjs <folder>
// What a process loads is then a few files, with nothing to strip and nothing that it does not import.
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import { build } from "esbuild";

const PROCESSES = ["api", "worker", "board", "cli"];
// What is not ESM yet asks for `require`.
const REQUIRE = 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);';

const root = join(import.meta.dirname, "..");
const [folder] = process.argv.slice(2);
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    ...PROCESSES.map((name) => ({ in: `apps/${name}/src/run.ts`, out: name })),
    { in: "apps/worker/src/quarantined.ts", out: "quarantined" },
  ],
  outdir: resolve(folder),
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node24",
  // Names stay: they are what a stack trace of a dependency tells.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  banner: { js: REQUIRE },
  logLevel: "warning",
  logOverride: { "direct-eval": "silent" },
  metafile: true,
});
const maps = Object.keys(metafile.outputs).filter((name) => name.endsWith(".map"));
await Promise.all(maps.map((name) => keepOwnSources(join(root, name))));

// Node reads whole maps at the first stack trace, and that of the dependencies would cost it 60 MiB.
async function keepOwnSources(file) {
  const map = JSON.parse(await readFile(file, "utf8"));
  const foreign = map.sources.map((source) => resolve(dirname(file), source).includes("/node_modules/"));
  const lines = decode(map.mappings).map((line) => line.map((segment) => (foreign[segment[1]] ? [segment[0]] : segment)));
  const told = lines.map((line) => line.filter((segment, i) => segment.length > 1 || line[i - 1]?.length > 1));
  await writeFile(file, JSON.stringify({ ...map, mappings: encode(told) }));
}
