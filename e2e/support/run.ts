import { type Exit, type ProcessOptions, startProgram } from "./process.ts";

/** Runs a program to its end. @throws Error with all that it said, if it does not end well */
export async function run(program: string, args: string[], options?: ProcessOptions): Promise<string> {
  const { code, output }: Exit = await startProgram(program, args, options).exit;
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${output}`);
  return output;
}
