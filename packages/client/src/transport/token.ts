import type { Token } from "../options.ts";

/** Keeps a token out of sight, and gets one for all who wait at the same time. */
export interface TokenSource {
  current(): Promise<string | undefined>;
  /** A token instead of one that the API has refused; the same if there is no other. */
  insteadOf(refused: string | undefined): Promise<string | undefined>;
  /** Whoever comes next asks anew. */
  forget(): void;
}

export function tokenSource(token: Token | undefined): TokenSource {
  if (typeof token !== "function") {
    const only = token === undefined ? undefined : usable(token);
    return { current: async () => only, insteadOf: async () => only, forget: () => {} };
  }
  let held: Promise<string> | undefined;
  function ask(): Promise<string> {
    const asked = Promise.resolve()
      .then(token as () => string | Promise<string>)
      .then(usable);
    held = asked;
    asked.catch(() => {
      if (held === asked) held = undefined;
    });
    return asked;
  }
  const current = () => held ?? ask();
  return {
    current,
    forget: () => {
      held = undefined;
    },
    insteadOf: async (refused) => ((await current()) === refused ? ask() : current()),
  };
}

/** `fetch` would quote a token that no header can carry in its error. */
function usable(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new TypeError("The token is empty or has characters that no header may have");
}
