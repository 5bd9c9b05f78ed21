/** The files of the pages: our own and those of two packages, each under an address with its hash, so that browsers keep them. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "@assent/runtime";
import type { FastifyInstance } from "fastify";

const OWN = fileURLToPath(new URL("apps/board/assets/", ROOT));
const require = createRequire(import.meta.url);
const inPackage = (name: string, file: string) => require.resolve(`${name}/dist/${file}`);

const FILES = {
  "console.css": join(OWN, "console.css"),
  "console.js": join(OWN, "console.js"),
  "icon.svg": join(OWN, "icon.svg"),
  "htmx.js": inPackage("htmx.org", "htmx.min.js"),
  "uplot.js": inPackage("uplot", "uPlot.iife.min.js"),
  "uplot.css": inPackage("uplot", "uPlot.min.css"),
} as const;

const TYPES: Record<string, string> = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };

interface Asset {
  url: string;
  type: string;
  content: Buffer;
}

export type AssetName = keyof typeof FILES;

const assets = new Map<string, Asset>();

function assetOf(name: AssetName): Asset {
  const known = assets.get(name) ?? load(name);
  assets.set(name, known);
  return known;
}

function load(name: AssetName): Asset {
  const content = readFileSync(FILES[name]);
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 12);
  const [base, extension = ""] = name.split(".");
  return { url: `/assets/${base}.${hash}.${extension}`, type: `${TYPES[extension]}; charset=utf-8`, content };
}

export const assetUrl = (name: AssetName): string => assetOf(name).url;

/** Without a login, because its page needs them as well; there is nothing in them. */
export function serveAssets(app: FastifyInstance) {
  for (const name of Object.keys(FILES) as AssetName[]) {
    const { url, type, content } = assetOf(name);
    app.get(url, (_, reply) => reply.type(type).header("cache-control", "public, max-age=31536000, immutable").send(content));
  }
}
