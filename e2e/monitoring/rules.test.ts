/** The alerts as such: what they say to given figures, and whether each can be looked up. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../support/process.ts";
import { hasPrometheus, promtool } from "../support/prometheus.ts";

const FOLDER = join(ROOT, "deploy/monitoring");
const textOf = (path: string) => readFileSync(path, "utf8");

interface Rule {
  alert: string;
  labels: Record<string, string>;
  annotations: { summary: string; runbook_url: string };
}
interface Case {
  alertname: string;
  exp_alerts: unknown[];
}

const rules: Rule[] = parse(textOf(join(FOLDER, "alerts.yaml"))).groups.flatMap((group: { rules: Rule[] }) => group.rules);
const cases: Case[] = parse(textOf(join(FOLDER, "alerts.test.yaml"))).tests.flatMap(
  (test: { alert_rule_test: Case[] }) => test.alert_rule_test,
);

/** As GitHub and most others make them of headings. */
function anchorsIn(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe.skipIf(!hasPrometheus)("promtool", () => {
  it("finds nothing wrong with the rules and with where they are told what to scrape", () => {
    expect(promtool(["check", "rules", join(FOLDER, "alerts.yaml")])).toBe("");
    expect(promtool(["check", "config", join(FOLDER, "prometheus.yaml")])).toBe("");
  });

  it("sees each alert fire when it should, and not before", () => {
    expect(promtool(["test", "rules", join(FOLDER, "alerts.test.yaml")])).toBe("");
  });
});

describe("each alert", () => {
  it.each(rules.map((rule) => [rule.alert, rule]))("%s says who is to wake and where to read on", (_, { labels, annotations }) => {
    expect(["page", "ticket"]).toContain(labels["severity"]);
    const [file = "", anchor = ""] = annotations.runbook_url.split("#");
    expect(anchorsIn(textOf(join(ROOT, file)))).toContain(anchor);
  });

  it.each(rules.map(({ alert }) => [alert]))("%s is tested for when it fires and for when it does not", (alert) => {
    const ofIt = cases.filter(({ alertname }) => alertname === alert);
    expect(ofIt.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(ofIt.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });
});
