/**
 * The forms of REDIS_URL, each also as `rediss` for TLS:
 *
 * - `redis://[user:password@]host[:port][/database]`
 * - `redis+sentinel://[user:password@]host[:port][,host[:port]…]/primary[/database]`, which names Sentinels
 * - `redis+cluster://[user:password@]host[:port][,host[:port]…]`, which names some nodes of a cluster
 */
import { readFileSync } from "node:fs";

export interface RedisTarget {
  mode: "single" | "sentinel" | "cluster";
  nodes: { host: string; port: number }[];
  /** The name under which the Sentinels know the primary. */
  primary?: string;
  database: number;
  user: Credentials;
  /** Sentinels have users of their own. */
  sentinelUser: Credentials;
  /** The contents of the files that the URL names; undefined without TLS. */
  tls?: { ca?: Buffer; cert?: Buffer; key?: Buffer };
  /** 4 or 6 to take addresses of one kind only. */
  family: number;
}

export interface Credentials {
  username?: string;
  password?: string;
}

/** Its message is the rule that was broken, and quotes nothing of the URL. */
export class RedisUrlError extends Error {
  override name = "RedisUrlError";
}

const FORM =
  /^redis(?<tls>s?)(?:\+(?<mode>sentinel|cluster))?:\/\/(?:(?<user>[^/?#]*)@)?(?<hosts>[^/?#@]+)(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?$/;
const HOST = /^(?<host>\[[\da-fA-F:.]+\]|[^\s:[\]]+)(?::(?<port>\d{1,5}))?$/;
const FILES = ["cacert", "cert", "key"] as const;
const SENTINEL_USER = ["sentinel_username", "sentinel_password"] as const;

/** @throws RedisUrlError also when a file that it names cannot be read */
export function parseRedisUrl(url: string): RedisTarget {
  const parts =
    FORM.exec(url)?.groups ?? broken("must be a redis://, redis+sentinel:// or redis+cluster:// URL, or one of these with rediss for TLS");
  const mode = (parts["mode"] ?? "single") as RedisTarget["mode"];
  const query = new URLSearchParams(parts["query"] ?? "");
  refuseUnknown(query, mode, parts["tls"] === "s");
  return {
    ...{ mode, nodes: nodesIn(parts["hosts"] ?? "", mode), ...placeIn(parts["path"] ?? "", mode) },
    user: userIn(parts["user"]),
    sentinelUser: credentials(query.get("sentinel_username"), query.get("sentinel_password")),
    ...(parts["tls"] === "s" ? { tls: filesIn(query) } : {}),
    family: familyIn(query),
  };
}

function refuseUnknown(query: URLSearchParams, mode: RedisTarget["mode"], tls: boolean) {
  const known = ["family", ...(tls ? FILES : []), ...(mode === "sentinel" ? SENTINEL_USER : [])];
  if ([...query.keys()].some((name) => !known.includes(name))) broken(`may have after its question mark only ${known.join(", ")}`);
}

function nodesIn(hosts: string, mode: RedisTarget["mode"]) {
  const nodes = hosts.split(",").map((node) => nodeIn(node, mode === "sentinel" ? 26_379 : 6_379));
  return mode !== "single" || nodes.length === 1 ? nodes : broken("may name several hosts only as redis+sentinel:// or redis+cluster://");
}

function nodeIn(node: string, defaultPort: number) {
  const { host, port } = HOST.exec(node)?.groups ?? broken("must name each host as host or host:port, with commas between");
  const number = port === undefined ? defaultPort : Number(port);
  if (number < 1 || number > 65_535) broken("must name ports from 1 to 65535");
  return { host: (host ?? "").replace(/^\[|\]$/g, ""), port: number };
}

function placeIn(path: string, mode: RedisTarget["mode"]): { primary?: string; database: number } {
  const names = path.split("/").slice(1).map(decoded).filter(Boolean);
  const primary =
    mode === "sentinel" ? (names.shift() ?? broken("must name the primary that the Sentinels watch, as in /mymaster")) : undefined;
  const [database = "0", ...rest] = names;
  if (!/^\d{1,4}$/.test(database) || rest.length > 0) broken("must have a number as its database, if any");
  if (mode === "cluster" && Number(database) !== 0) broken("must name no database: a cluster has only one");
  return { ...(primary === undefined ? {} : { primary }), database: Number(database) };
}

function userIn(user: string | undefined): Credentials {
  const [username = "", ...password] = (user ?? "").split(":");
  return credentials(decoded(username), decoded(password.join(":")));
}

const credentials = (username: string | null, password: string | null): Credentials => ({
  ...(username ? { username } : {}),
  ...(password ? { password } : {}),
});

function filesIn(query: URLSearchParams): NonNullable<RedisTarget["tls"]> {
  const named = FILES.filter((name) => query.has(name));
  return Object.fromEntries(named.map((name) => [name === "cacert" ? "ca" : name, contentOf(name, query.get(name) ?? "")]));
}

function contentOf(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return broken(`must name as ${name} a file that can be read`);
  }
}

function familyIn(query: URLSearchParams): number {
  const family = query.get("family") ?? "0";
  return ["0", "4", "6"].includes(family) ? Number(family) : broken("must have as family 4, 6, or 0 for both");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return broken("must write a % in a name or password as %25");
  }
}

function broken(rule: string): never {
  throw new RedisUrlError(rule);
}
