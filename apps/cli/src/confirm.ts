import { Failure } from "./failure.ts";

/** @throws Failure when the answer is not yes, or there is nobody to ask */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Failure("usage", "There is no terminal to ask at: add --yes.");
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const said = await terminal.question(question).finally(() => terminal.close());
  if (!/^y(es)?$/i.test(said.trim())) throw new Failure("interrupted", "Nothing was done.");
}
