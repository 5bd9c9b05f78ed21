import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

type Found = Parameters<Parameters<LookupFunction>[2]>;

const underWay = new Map<string, Promise<Found>>();

/**
 * Looks a server's name up once for all who ask meanwhile. A lookup holds one of the process's four threads until the resolver
 * gives up, so that four which hang would hold up all others, and files too.
 */
export const lookUpOnce: LookupFunction = (host, options, done) => {
  const found = underWay.get(host) ?? lookUp(host, options);
  underWay.set(host, found);
  void found.then((answer) => done(...answer));
};

const lookUp = (host: string, options: Parameters<LookupFunction>[1]) =>
  new Promise<Found>((resolve) => {
    lookup(host, options, (...found) => {
      underWay.delete(host);
      resolve(found);
    });
  });
