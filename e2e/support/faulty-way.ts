/** A way to an API that goes wrong as networks and overloaded servers do, one request after the other by a fixed list. */
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll } from "./after-all.ts";

export type Fault =
  | "none"
  /** The connection breaks before the server has heard of the request. */
  | "unsent"
  /** The server has done what was asked, and the connection breaks before its answer arrives. */
  | "lost"
  /** The same, in the middle of the answer. */
  | "torn"
  /** 503, after a second please. */
  | "busy"
  /** 429, at once if you like. */
  | "limited"
  | "slow"
  /** The request arrives, and its answer never. */
  | "silent"
  /** The server is told to answer before the job is done: 202. */
  | "hasty";

export interface FaultyWay {
  url: string;
  /** How often each has happened. */
  happened: Record<string, number>;
}

const SLOW_MS = 200;

/** @param faults what becomes of each request; after the last comes the first again */
export async function faultyWayTo(serverUrl: string, faults: readonly Fault[]): Promise<FaultyWay> {
  const agent = new Agent({ keepAlive: true });
  const happened: Record<string, number> = {};
  let count = 0;
  const way = createServer(async (asked, response) => {
    const fault = faults[count++ % faults.length] ?? "none";
    happened[fault] = (happened[fault] ?? 0) + 1;
    await ENDS[fault](response, () => forward(serverUrl, agent, asked, fault === "hasty" ? { prefer: "respond-async" } : {})).catch(() =>
      response.destroy(),
    );
  });
  await once(way.listen(0, "127.0.0.1"), "listening");
  afterAll(() => {
    way.closeAllConnections();
    way.close();
    agent.destroy();
  });
  return { url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`, happened };
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

type End = (response: ServerResponse, forward: () => Promise<Answer>) => Promise<unknown>;

const give: End = async (response, forward) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers).end(body);
};
const refuse =
  (status: number, retryAfter: string): End =>
  async (response) =>
    response.writeHead(status, { "retry-after": retryAfter, "content-type": "text/plain" }).end("Come back.");

const ENDS: Record<Fault, End> = {
  none: give,
  hasty: give,
  unsent: async (response) => response.destroy(),
  lost: async (response, forward) => forward().then(() => response.destroy()),
  async torn(response, forward) {
    const { status, headers, body } = await forward();
    response.writeHead(status, headers).write(body.subarray(0, body.length / 2), () => response.destroy());
  },
  busy: refuse(503, "1"),
  limited: refuse(429, "0"),
  slow: async (response, forward) => delay(SLOW_MS).then(() => give(response, forward)),
  silent: async (_, forward) => forward(),
};

async function forward(serverUrl: string, agent: Agent, asked: IncomingMessage, changes: Record<string, string>): Promise<Answer> {
  const { method, url, headers } = asked;
  const onward = request(serverUrl + url, { method, agent, headers: { ...headers, ...changes } });
  asked.pipe(onward);
  const [answer] = (await once(onward, "response")) as [IncomingMessage];
  const body = Buffer.concat(await answer.toArray());
  const { "transfer-encoding": _, connection: __, "keep-alive": ___, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 0, headers: { ...kept, "content-length": String(body.length) }, body };
}
