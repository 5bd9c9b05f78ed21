/** For a process that lacks a mechanism: `node --import` this, with FAULTS_BREAK, the name of one in `breaks.ts`. */
import { registerHooks } from "node:module";
import { BREAKS, type Edit } from "../breaks.ts";

const edits = BREAKS[process.env["FAULTS_BREAK"] ?? ""]?.edits ?? [];

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const own = edits.filter(({ file }) => url.endsWith(`/${file}`));
    return own.length === 0 ? loaded : { ...loaded, source: own.reduce(edited, String(loaded.source)) };
  },
});

function edited(source: string, { file, from, to }: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`--break: "${from}" stands ${parts.length - 1} times in ${file}; see e2e/faults/breaks.ts`);
  return parts.join(to);
}
