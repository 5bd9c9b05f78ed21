/** Somebody to whom webhooks are delivered: a real server that may answer as it likes. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "./after-all.ts";

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** Null never answers. */
  answer: number | null;
  types(): string[];
}

export async function receiver(answer: number | null = 204): Promise<Receiver> {
  const self: Receiver = { url: "", received: [], answer, types: () => self.received.map(({ body }) => JSON.parse(body).type) };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    self.received.push({ headers: request.headers, body, at: performance.now() });
    if (self.answer !== null) response.writeHead(self.answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return self;
}
