/** Requests that fetch would refuse or mend: any method, any header, any bytes. */
import { request } from "node:http";
import { connect } from "node:net";
import type { Answer } from "./client.ts";

export interface Exactly {
  method?: string;
  /** From the root: `/api/v1/...`. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export function sendExactly(url: string, { method = "GET", path, headers = {}, body }: Exactly): Promise<Answer & { text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const isWhole = body !== undefined && !("transfer-encoding" in headers);
    const length: Record<string, number> = isWhole ? { "content-length": Buffer.byteLength(body) } : {};
    const call = request({ hostname, port, method, path, headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const type = response.headers["content-type"] ?? "";
        const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as [string, string]);
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(flat),
          text,
          body: type.includes("json") && text ? JSON.parse(text) : text,
        });
      });
    });
    call.on("error", reject).end(body);
  });
}

/** A request of JSON whose text is given, valid or not. */
export const sendJson = (url: string, method: string, path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  sendExactly(url, { method, path: `/api/v1${path}`, body, headers: { "content-type": "application/json", ...headers } });

/** Bytes on a bare socket; what comes back until the server closes it. */
export function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", reject).on("close", () => resolve(received));
  });
}
