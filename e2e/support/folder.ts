import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder of the test file's own, which is gone when the file is done. */
export function ownFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `assent-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
