/**
 * Finding the one of several servers that takes writes, before each connection is opened, so that whoever loses its
 * connections in a fail-over finds the new one by itself.
 *
 * postgres.js 3.4.9 can do it alone in name only: with all servers down its queries never fail but spin, and it takes a
 * standby of PostgreSQL 14 or newer for one that is `read-write`.
 */
import { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { serversOf } from "./servers.ts";
import type { Address } from "./silence/ask.ts";
import { serverAt } from "./silence/server.ts";
import { openSocket, type SocketOptions } from "./silence/sockets.ts";
import { errorCode } from "./transient.ts";

const ASK_TIMEOUT_MS = 3_000;
const PORT = 5432;

/** All servers answered that they take no writes, or did not answer in time. */
class NoPrimary extends Error {
  override name = "NoPrimary";
  code = "NO_PRIMARY";
}

/** No row from a standby. Every promotion begins a new timeline, and the first eight digits of a WAL file's name are its number. */
const TIMELINE = `select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline
  from (select pg_is_in_recovery() or current_setting('transaction_read_only')::bool as standby offset 0) as server where not standby`;

const underWay = new Map<string, Promise<string>>();
const newestTimeline = new Map<string, number>();

/**
 * A plain URL of the server that takes writes; of the only server there is, if the URL does not ask for more. Those who ask at the
 * same time share the answer. @throws NoPrimary within 3 seconds
 */
export function locatePrimary(url: string): Promise<string> {
  const { urls, writable } = serversOf(url);
  if (!writable) return Promise.resolve(urls[0]);
  const asked = underWay.get(url) ?? firstPrimary(url, urls).finally(() => underWay.delete(url));
  underWay.set(url, asked);
  return asked;
}

async function firstPrimary(url: string, urls: string[]): Promise<string> {
  const asked = urls.map(async (one) => ({ one, timeline: await timelineOf(one) }));
  try {
    return await Promise.any(asked.map(async (answer) => inStep(url, await answer)));
  } catch (error) {
    const reasons = (error as AggregateError).errors.map(
      (reason, i) => `${new URL(urls[i] ?? "").host} (${errorCode(reason) ?? reason.message})`,
    );
    throw new NoPrimary(`No server of PostgreSQL takes writes: ${reasons.join(", ")}.`);
  }
}

/** An old primary that comes back as one, because nobody told it of the fail-over, must get no writes any more. */
function inStep(url: string, { one, timeline }: { one: string; timeline: number }): string {
  const newest = newestTimeline.get(url) ?? timeline;
  if (timeline < newest) throw new Error(`left behind on timeline ${timeline}; another is on ${newest}`);
  newestTimeline.set(url, timeline);
  return one;
}

/** It may fall silent at any moment, also between its greeting and its answer. */
async function timelineOf(url: string): Promise<number> {
  const address = addressIn(url);
  const sql = postgres(url, {
    ...{ max: 1, connect_timeout: ASK_TIMEOUT_MS / 1_000, fetch_types: false, onnotice: () => {} },
    /** Missing in the driver's types. */
    ...({ socket: () => openSocket(address) } as object),
  });
  try {
    const [row] = await Promise.race([sql.unsafe<{ timeline: number }[]>(TIMELINE), silenceOf(address)]);
    return row?.timeline ?? Promise.reject(new Error("standby"));
  } finally {
    void sql.end({ timeout: 1 });
  }
}

/** Rejects at once if the server is known to be silent, as soon as it turns out to be, and after three seconds in any case. */
async function silenceOf(address: Address): Promise<never> {
  const server = serverAt(address);
  const late = delay(ASK_TIMEOUT_MS, undefined, { ref: false });
  if (!server.silent) await server.answer();
  if (!server.silent) await late;
  throw new Error("silent");
}

type Open = (options: SocketOptions, to?: Address) => Duplex;

/**
 * What postgres.js needs in order to open each connection to whichever server takes writes. `open` is told all servers, not only
 * the one to connect to: while that is silent, another may take over from it.
 */
export function wayTo(url: string, open: Open): { first: string; socket: (options: SocketOptions) => Duplex | Promise<Duplex> } {
  const { urls, writable } = serversOf(url);
  if (!writable) return { first: urls[0], socket: (options) => open(options) };
  const all = urls.map(addressIn);
  const hosts = { host: all.map(({ host }) => host), port: all.map(({ port }) => port) };
  const socket = (options: SocketOptions) => locatePrimary(url).then((one) => open({ ...options, ...hosts }, addressIn(one)), brokenSocket);
  return { first: urls[0], socket };
}

function addressIn(url: string) {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || PORT) };
}

/**
 * What the driver can bear: were it to get none, it would lose the connection for good, and from one that breaks before the
 * first word is written it would keep that word, and write nothing to the next.
 */
const brokenSocket = (error: Error) =>
  new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      done(error);
    },
  });
