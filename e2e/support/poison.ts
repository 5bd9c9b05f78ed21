/**
 * Poisons the creation of sessions, in a process that loads this before its main (`--import`): what a job does to its worker stands in
 * the name of its sportsbook. Nothing in the product is like it.
 */
import { type Kind, sessionCreate } from "@assent/jobs";

const hoard: unknown[] = [];

const POISONS: Record<string, () => unknown> = {
  poison_throws() {
    throw new TypeError("poison");
  },
  poison_hangs: () => new Promise(() => {}),
  /** As a loop without end, which would take the machine from the other tests as well. */
  poison_blocks: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  poison_hoards() {
    for (;;) hoard.push(new Array(100_000).fill(hoard.length));
  },
  poison_aborts: () => process.abort(),
};

const kind: Kind = sessionCreate;
const { run } = kind;
Object.assign(kind, {
  policy: { ...kind.policy, timeoutMs: Number(process.env["POISON_TIMEOUT_MS"] ?? 1_000), backoffMs: 50, attempts: 2 },
  run: async (context, jobs) => {
    for (const { payload } of jobs) await POISONS[(payload as { sportsbook: string }).sportsbook]?.();
    return run(context, jobs);
  },
} satisfies Partial<Kind>);
