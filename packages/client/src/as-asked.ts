import { isProblem } from "./problem.ts";

/**
 * What a change has made. The answer that said it was done may have been lost and the change repeated: a conflict is one only if
 * things are not as they were asked for.
 */
export async function unlessAsAsked<Thing extends { status: string }>(
  change: () => Promise<Thing>,
  wanted: Thing["status"],
  read: () => Promise<Thing>,
): Promise<Thing> {
  try {
    return await change();
  } catch (problem) {
    if (!isProblem(problem, "conflict")) throw problem;
    const thing = await read().catch(() => undefined);
    if (thing?.status === wanted) return thing;
    throw problem;
  }
}
