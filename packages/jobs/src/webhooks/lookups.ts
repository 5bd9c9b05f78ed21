/** Look-ups of names. They share four threads with all else that a process does beside its loop, and a dead name server holds each of them long. */
import type { LookupAddress, lookup } from "node:dns";

type Heard = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
export type LookUp = (hostname: string, hear: Heard) => void;

/** One at a time for each name: who asks meanwhile hears what the first hears. */
export function lookUpOnceAtATime(resolve: typeof lookup): LookUp {
  const underWay = new Map<string, Heard[]>();
  return (hostname, hear) => {
    const others = underWay.get(hostname);
    if (others) return void others.push(hear);
    const all = [hear];
    underWay.set(hostname, all);
    resolve(hostname, { all: true }, (error, addresses) => {
      underWay.delete(hostname);
      for (const one of all) one(error, addresses);
    });
  };
}
