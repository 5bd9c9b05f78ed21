/** What the queries really send, and what PostgreSQL reads for it. */
import type { Database, Db, Tx } from "@assent/db";
import type { TestDatabase } from "@assent/testkit";
import type { Call, Most } from "./calls.ts";

export interface Statement {
  name: string;
  text: string;
  parameters: unknown[];
  most: Most;
}

/** Catches the statements of a call instead of running them: to each of them the answer is no row. */
export async function statementsOf({ db, client }: TestDatabase, [name, call, most]: Call): Promise<Statement[]> {
  const caught: Statement[] = [];
  const { unsafe } = client;
  const nothing = Object.assign(Promise.resolve([]), { values: async () => [] });
  const catching = (text: string, parameters: unknown[] = []) => {
    caught.push({ name, text, parameters, most });
    return nothing;
  };
  Object.assign(client, { unsafe: catching });
  /** Whoever needs a row fails for want of one, after it has asked. */
  await call(db as Db & Tx).catch(() => {});
  Object.assign(client, { unsafe });
  return caught;
}

export interface Reading {
  /** Rows that scans went through, whether they were wanted or not. */
  rows: number;
  /** Pages of 8 KiB, found in memory or not. */
  pages: number;
  plan: string;
}

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Shared Hit Blocks"?: number;
  "Shared Read Blocks"?: number;
  Plans?: Node[];
}

export const readingOf = (root: Node): Reading => {
  const all = nodesOf(root);
  const scans = all.filter((node) => node["Relation Name"] !== undefined && !node["Node Type"].startsWith("ModifyTable"));
  return {
    rows: scans.reduce((sum, scan) => sum + readBy(scan), 0),
    pages: (root["Shared Hit Blocks"] ?? 0) + (root["Shared Read Blocks"] ?? 0),
    plan: scans.map((scan) => `${scan["Node Type"]} ${scan["Index Name"] ?? scan["Relation Name"]}: ${readBy(scan)}`).join("\n"),
  };
};

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const readBy = (scan: Node) =>
  Math.round(
    (scan["Actual Rows"] + (scan["Rows Removed by Filter"] ?? 0) + (scan["Rows Removed by Index Recheck"] ?? 0)) * scan["Actual Loops"],
  );

/** By name, so that they are planned once, as the application's are. */
export async function prepare({ client }: Database, statements: Statement[]): Promise<void> {
  for (const [index, { text }] of statements.entries()) await client.unsafe(`prepare statement_${index} as ${text}`);
}

/** Runs a prepared statement and undoes what it did. */
export async function explain({ client }: Database, { parameters }: Statement, index: number): Promise<Reading> {
  const execution = `execute statement_${index}${parameters.length > 0 ? `(${parameters.map(literal).join(", ")})` : ""}`;
  let reading: Reading | undefined;
  const undo = new Error("undo");
  await client
    .begin(async (tx) => {
      const [row] = await tx.unsafe<{ "QUERY PLAN": [{ Plan: Node }] }[]>(
        `explain (analyze, buffers, timing off, format json) ${execution}`,
      );
      reading = row && readingOf(row["QUERY PLAN"][0].Plan);
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
  return reading as Reading;
}

/** As text that PostgreSQL reads as a value of the parameter's type, whichever that is. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return quoted(`{${value.map((item) => JSON.stringify(String(item))).join(",")}}`);
  return quoted(value instanceof Date ? value.toISOString() : String(value));
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
