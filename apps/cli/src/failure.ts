/** How a command ends, for scripts. */
export const EXIT = { done: 0, failed: 1, usage: 2, notFound: 3, refused: 4, unreachable: 5, interrupted: 130 } as const;

/** Told to the person at the terminal as it is, without a stack; it says what to do. */
export class Failure extends Error {
  override name = "Failure";
  readonly exitCode: number;

  constructor(why: Exclude<keyof typeof EXIT, "done">, message: string) {
    super(message);
    this.exitCode = EXIT[why];
  }
}
