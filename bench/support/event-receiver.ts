import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Followed } from "./event-stream.ts";

/** A webhook that begins now, and takes each event at once. */
export async function receiveWebhook(url: string, type: string): Promise<Followed> {
  const told = new Map<string, number>();
  let more = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const { data, timestamp } = JSON.parse(body);
    told.set(data.id, told.get(data.id) ?? Date.now() - Date.parse(timestamp));
    response.writeHead(204).end();
    more.resolve();
    more = Promise.withResolvers();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`${url}/api/v1/webhooks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, types: [type] }),
  });
  if (answer.status !== 201) throw new Error(`POST /webhooks answered ${answer.status}`);
  return {
    async take(count) {
      while (told.size < count) await more.promise;
      server.closeAllConnections();
      server.close();
      return [...told.values()];
    },
  };
}
