import { existsSync } from "node:fs";

/** Assent's folder, as a URL: where package.json and migrations are, above the sources as above a bundle of them. */
export const ROOT: URL = upTo(new URL("./", import.meta.url));

function upTo(folder: URL): URL {
  const above = new URL("../", folder);
  return existsSync(new URL("migrations/", folder)) || above.href === folder.href ? folder : upTo(above);
}
