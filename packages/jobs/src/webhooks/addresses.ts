/** Where a webhook may lead. What is in our own network is not for those who may register one to reach. */
import { BlockList, isIP, isIPv4 } from "node:net";

/** IANA's special-purpose registries (RFC 6890 and later), multicast and what is reserved. */
const NOT_PUBLIC_V4: Record<string, number> = {
  ...{ "0.0.0.0": 8, "10.0.0.0": 8, "100.64.0.0": 10, "127.0.0.0": 8, "169.254.0.0": 16, "172.16.0.0": 12, "192.0.0.0": 24 },
  ...{ "192.0.2.0": 24, "192.88.99.0": 24, "192.168.0.0": 16, "198.18.0.0": 15, "198.51.100.0": 24, "203.0.113.0": 24, "224.0.0.0": 3 },
};
/** Of the addresses that are given out: those that lead to an address of version 4, and those for documentation. */
const NOT_PUBLIC_V6: Record<string, number> = { "2001::": 23, "2001:db8::": 32, "2002::": 16, "3fff::": 20 };

const special = new BlockList();
for (const [network, bits] of Object.entries(NOT_PUBLIC_V4)) special.addSubnet(network, bits, "ipv4");
for (const [network, bits] of Object.entries(NOT_PUBLIC_V6)) special.addSubnet(network, bits, "ipv6");
const givenOut = new BlockList();
givenOut.addSubnet("2000::", 3, "ipv6");

export const isPublic = (address: string): boolean =>
  isIPv4(address) ? !special.check(address, "ipv4") : givenOut.check(address, "ipv6") && !special.check(address, "ipv6");

/** `host` or `host:port`, as in WEBHOOK_ALLOW. */
export type AllowedHosts = ReadonlySet<string>;

export const isAllowed = ({ host, hostname }: URL, allowed: AllowedHosts) => allowed.has(host) || allowed.has(hostname);

/** What is wrong with an address, before anybody has looked up what its name leads to; undefined when nothing is. */
export function wrongWith(text: string, allowed: AllowedHosts): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return "must be an https URL";
  if (url.username || url.password) return "must not have a user or password in it";
  if (url.hash) return "must not have a fragment";
  if (isAllowed(url, allowed)) return undefined;
  if (url.protocol !== "https:") return "must be an https URL";
  const literal = literalIn(url);
  return literal && !isPublic(literal) ? "must not lead to a private address" : undefined;
}

/** The address that is itself the name; `URL` has written all its spellings as one. */
function literalIn({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) ? bare : undefined;
}
