/** Prometheus and its promtool, as Debian's package `prometheus` has them. */
import { spawnSync } from "node:child_process";

const found = (program: string) => spawnSync(program, ["--version"]).status === 0;

export const hasPrometheus = found("promtool") && found("prometheus");
if (!hasPrometheus) process.stderr.write("NO PROMETHEUS FOUND: the suites that need it and its promtool are skipped\n");

/** @returns what promtool has to say, and nothing if all is well */
export function promtool(args: string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync("promtool", args, { input, encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}` || `status ${status}`;
}
