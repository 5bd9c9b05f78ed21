import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onEnd } from "./cleanup.ts";

/** Takes spans by OTLP/HTTP, and does nothing with them. @returns its address */
export async function startCollector(): Promise<string> {
  const server = createServer((request, response) => request.resume().once("end", () => response.writeHead(200).end()));
  onEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
