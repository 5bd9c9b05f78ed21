/** How many event streams each user has open at this process: each costs memory for as long as it lasts, however little it asks for. */
export interface Streams {
  /** @returns how the stream gives its place back, for which once is enough; undefined when the user has as many as one may */
  enter(userId: string): (() => void) | undefined;
}

/** @param most of one user; 0 is any number */
export function createStreams(most: number): Streams {
  const open = new Map<string, number>();

  function leave(userId: string) {
    const left = (open.get(userId) ?? 0) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  }

  return {
    enter(userId) {
      const already = open.get(userId) ?? 0;
      if (most > 0 && already >= most) return undefined;
      open.set(userId, already + 1);
      let isOpen = true;
      return () => {
        if (isOpen) leave(userId);
        isOpen = false;
      };
    },
  };
}
