import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ProcessOptions } from "./process.ts";

const execute = promisify(execFile);

/** Runs a program to its end, with nothing but the PATH and what it is given. @throws Error with all that it said, if it does not end well */
export async function run(program: string, args: string[], { env = {}, cwd }: ProcessOptions = {}): Promise<void> {
  try {
    await execute(program, args, { cwd, env: { PATH: process.env["PATH"] ?? "", ...env } });
  } catch (error) {
    const { message, stdout } = error as { message: string; stdout?: string };
    throw new Error(`${message}\n${stdout ?? ""}`, { cause: error });
  }
}
