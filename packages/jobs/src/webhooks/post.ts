/** A request to an address that somebody else has chosen, and that is not trusted in anything. */
import type { ClientRequest, IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import type { DeliveryError } from "@assent/domain";
import { type AllowedHosts, isAllowed, isPublic, wrongWith } from "./addresses.ts";
import { askNameServers, type LookUp } from "./lookups.ts";

export interface Answer {
  /** Null when there was none. */
  status: number | null;
  /** Null after a success, which is a 2xx that came whole and in time. */
  error: DeliveryError | null;
  tookMs: number;
}

export type Post = (url: string, headers: Record<string, string>, body: string) => Promise<Answer>;

export interface PostOptions {
  allowed: AllowedHosts;
  lookUp?: LookUp;
  /** From the look-up of the name to the end of the answer. */
  deadlineMs?: number;
}

const DEADLINE_MS = 10_000;
const MOST_BYTES = 64 * 1024;
const IDLE_MS = 5_000;
const REFUSED = "REFUSED_ADDRESS";

type Ended = Omit<Answer, "tookMs">;

/**
 * Nothing is followed, and nothing of an answer is kept but its status. The addresses that a name leads to are judged in the look-up of the
 * connection itself, so that they are those it connects to: a name that leads elsewhere a moment later gains nothing.
 */
export function createPost({ allowed, lookUp = askNameServers(), deadlineMs = DEADLINE_MS }: PostOptions): Post {
  const [http, https] = [process.getBuiltinModule("node:http"), process.getBuiltinModule("node:https")];
  /** As many sockets as requests, which those who make them bound: who waited for one would be late for what somebody else's does. */
  const options = { keepAlive: true, timeout: IDLE_MS };
  const agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };

  function send(url: URL, headers: Record<string, string>, body: string): ClientRequest {
    const { request } = url.protocol === "https:" ? https : http;
    const agent = agents[url.protocol as keyof typeof agents];
    const given = { method: "POST", headers: { ...headers, "content-length": String(Buffer.byteLength(body)) }, agent };
    const sent = request(url, isAllowed(url, allowed) ? given : { ...given, lookup: publicOnly(lookUp) });
    sent.end(body);
    return sent;
  }

  return (text, headers, body) => {
    const began = performance.now();
    return new Promise((tell) => {
      const url = URL.parse(text);
      const end = (ended: Ended) => tell({ ...ended, tookMs: Math.round(performance.now() - began) });
      if (!url || wrongWith(text, allowed)) return end({ status: null, error: "refused-address" });
      const sent = send(url, headers, body);
      /** What the end of the connection says afterwards is not heard any more. */
      const settle = (ended: Ended) => {
        clearTimeout(timer);
        end(ended);
        if (ended.error === "timeout" || ended.error === "endless") sent.destroy();
      };
      const timer = setTimeout(() => settle({ status: null, error: "timeout" }), deadlineMs);
      sent.once("response", (response) => void readTo(response, settle));
      sent.on("error", ({ code }: NodeJS.ErrnoException) =>
        settle({ status: null, error: code === REFUSED ? "refused-address" : "unreachable" }),
      );
    });
  };
}

const publicOnly =
  (lookUp: LookUp): LookupFunction =>
  (hostname, { all }, callback) =>
    void lookUp(hostname).then(
      (addresses) => {
        if (!addresses.every(({ address }) => isPublic(address))) return callback(Object.assign(new Error(REFUSED), { code: REFUSED }), []);
        const [first = { address: "", family: 4 }] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, []),
    );

function readTo(response: IncomingMessage, settle: (ended: Ended) => void) {
  const status = response.statusCode ?? 0;
  let bytes = 0;
  response.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes > MOST_BYTES) settle({ status, error: "endless" });
  });
  response.once("end", () => settle({ status, error: errorIn(status) }));
  response.once("error", () => settle({ status, error: "unreachable" }));
}

function errorIn(status: number): DeliveryError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "status";
}
