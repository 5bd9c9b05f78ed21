/** A server that answers as it is told, request by request. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Asked {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}
/** Says what becomes of a request. */
export type Reply = (response: ServerResponse, asked: Asked) => void;

/** @param replies one for each request, the last for all that come after */
export async function serverWith(...replies: Reply[]): Promise<{ baseUrl: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const one = { method: request.method, url: request.url, headers: request.headers, body };
    const reply = replies[Math.min(asked.push(one), replies.length) - 1];
    reply?.(response, one);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const json =
  (status: number, body: object, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

export const problem = (status: number, name: string, more: object = {}, headers: Record<string, string> = {}): Reply =>
  json(status, { type: `urn:assent:problem:${name}`, title: "A title", status, detail: "A detail.", ...more }, headers);

/** The connection breaks before a byte of the answer. */
export const broken: Reply = (response) => response.destroy();
/** The connection breaks in the middle of the answer. */
export const torn: Reply = (response) => response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy());
export const silent: Reply = () => {};

export const SESSION = { id: "0193f4c1-6a00-7000-8000-00000000005e", status: "active" };
export const created = json(201, { session: SESSION, job_id: "job-1" });
