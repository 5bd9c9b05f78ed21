/** The commands about the audit log, which need no API: an auditor has a database to read from, or a file. */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { type AuditExport, parseItem, type Report, verifyAudit } from "@assent/auditor";
import { connect, directUrl, withAuditSnapshot } from "@assent/db";
import { notesOf } from "@assent/jobs/worker";
import { readEnv } from "@assent/runtime";
import { parseMacKeys } from "@assent/vault";
import { auditEnv, besideStart, databaseEnv } from "../env.ts";
import { Failure } from "../failure.ts";
import { exportOf } from "./export.ts";
import { verifiersOf } from "./keys.ts";

const PROGRESS_MS = 1_000;

export const writeExport = (): Promise<void> =>
  fromDatabase((items) => pipeline(linesOf(items), process.stdout, { end: false }).catch(unlessReaderLeft));

async function* linesOf(items: AuditExport) {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

/** Like `… | head`: nobody wants the rest. */
function unlessReaderLeft(error: NodeJS.ErrnoException) {
  if (error.code !== "EPIPE") throw error;
}

export interface VerifyRequest {
  file?: string | undefined;
  keys: string[];
  outside: string[];
  onProgress(rows: number): void;
}

export async function verify({ file, keys, outside, onProgress }: VerifyRequest): Promise<Report> {
  const env = readEnv(auditEnv, await besideStart());
  const options = {
    verifiers: await verifiersOf(keys),
    keys: env.AUDIT_KEY === undefined ? undefined : parseMacKeys(env.AUDIT_KEY),
    outside: (await Promise.all(outside.map(notesIn))).flat(),
    onProgress: every(PROGRESS_MS, onProgress),
  };
  const judge = (items: AuditExport) => verifyAudit(items, options);
  return file === undefined ? fromDatabase(judge) : judge(fromFile(file));
}

async function notesIn(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new Failure("usage", `--outside: ${error.message}`);
  });
  return notesOf(text);
}

async function* fromFile(path: string): AuditExport {
  const input = createReadStream(path);
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield parseItem(line, ++number);
}

async function fromDatabase<Out>(use: (items: AuditExport) => Promise<Out>): Promise<Out> {
  const { db, close } = connect(directUrl(readEnv(databaseEnv, await besideStart())), {
    name: "assent-audit",
    max: 1,
    longestStatementMs: 0,
  });
  return withAuditSnapshot(db, (snapshot) => use(exportOf(snapshot))).finally(close);
}

function every(ms: number, report: (rows: number) => void) {
  let last = performance.now();
  return (rows: number) => {
    if (performance.now() - last < ms) return;
    last = performance.now();
    report(rows);
  };
}
