/** Has a process that loads this before its main (`--import`) write a line for each package of OpenTelemetry that it loads. */

import { writeSync } from "node:fs";
import { registerHooks } from "node:module";

const seen = new Set<string>();

registerHooks({
  load(url, context, next) {
    const name = /node_modules\/(@opentelemetry\/[^/]+)/.exec(url)?.[1];
    if (name && !seen.has(name)) {
      seen.add(name);
      writeSync(1, `${JSON.stringify({ event: "package.loaded", package: name })}\n`);
    }
    return next(url, context);
  },
});
