import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";

/** @returns every address that a name leads to, at least one. @throws Error when there is none, or nobody who would know answers */
export type LookUp = (hostname: string) => Promise<LookupAddress[]>;

const TRY_FOR_MS = 2_000;
const TRIES = 2;

/**
 * Asks the name servers itself. `dns.lookup` would hold one of the four threads that a process has for all its files, compressions and
 * look-ups, for as long as it waits for a server that is dead: a few such names, and nobody else's would be found.
 */
export function askNameServers(servers?: string[]): LookUp {
  const resolver = new Resolver({ timeout: TRY_FOR_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  return async (hostname) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = [...foundIn(v4, 4), ...foundIn(v6, 6)];
    if (found.length === 0) throw v4.status === "rejected" ? v4.reason : new Error(`${hostname} has no address`);
    return found;
  };
}

const foundIn = (answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
