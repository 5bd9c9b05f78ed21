/** What a benchmark has started or created goes again, however it ends. */

type Undo = () => Promise<unknown> | unknown;

const undos: Undo[] = [];
const DEADLINE_MS = 20_000;

/** Remembers how to undo something. @returns the same, to be called at most once, earlier. */
export function onEnd(undo: Undo): () => Promise<void> {
  undos.push(undo);
  return async () => {
    const index = undos.indexOf(undo);
    if (index === -1) return;
    undos.splice(index, 1);
    await undo();
  };
}

/** Undoes what was done while `work` ran and is not undone yet. */
export async function undoing<T>(work: () => Promise<T>): Promise<T> {
  const before = undos.length;
  try {
    return await work();
  } finally {
    await undoDownTo(before);
  }
}

export const undoAll = (): Promise<void> => undoDownTo(0);

/** The latest first; one that fails does not keep the others. */
async function undoDownTo(kept: number): Promise<void> {
  while (undos.length > kept) {
    const undo = undos.pop();
    await Promise.resolve(undo?.()).catch((error: Error) => console.log(`cleaning up: ${error.message}`));
  }
}

/** Runs a program's main function and cleans up after it, also when a signal or an error ends it. @param main its exit code */
export async function runAndCleanUp(main: () => Promise<number>): Promise<void> {
  const leave = async (code: number) => {
    setTimeout(() => process.exit(code), DEADLINE_MS).unref();
    await undoAll();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void leave(1));
  try {
    await leave(await main());
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    await leave(1);
  }
}
