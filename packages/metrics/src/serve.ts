import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { integer, type Log, type Service, sparingly } from "@assent/runtime";
import type { Metrics } from "./metrics.ts";

/** An `import` of node:http reads all its exports, and one of them loads the whole of fetch: 13 MiB. */
const { createServer } = process.getBuiltinModule("node:http");

export const metricsVariables = {
  /** Nothing is served when this is not set. */
  METRICS_PORT: integer(0, 65_535).optional(),
};

export interface MetricsEnv {
  HOST: string;
  METRICS_PORT?: number | undefined;
}

export interface MetricsService extends Service {
  url: string;
}

/** `GET /metrics`, on a port that is not for callers. To be started first, so that a process can be scraped until it is gone. */
export async function serveMetrics(metrics: Metrics, { HOST, METRICS_PORT }: MetricsEnv, log: Log): Promise<MetricsService> {
  const answer = answeringScrapes(metrics, log);
  const server = createServer((request, response) => {
    if (request.url === "/metrics") return void answer(response);
    response.writeHead(404, HEADERS).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(METRICS_PORT, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${HOST === "0.0.0.0" ? "localhost" : HOST}:${port}/metrics`;
  log.info({ event: "metrics.listening", url }, `metrics on ${url}`);
  return {
    name: "metrics",
    url,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const HEADERS = { "cache-control": "no-store", connection: "close" };

const TELL_EVERY_MS = 60_000;

/** Figures that cannot be had are an answer for the scraper, and no reason for a process to end. */
export function answeringScrapes(metrics: Metrics, log: Log): (response: ServerResponse) => Promise<void> {
  const tell = sparingly(
    (err: unknown) => log.error({ event: "metrics.failed", err }, "the figures could not be told; the scraper was answered 500"),
    TELL_EVERY_MS,
  );
  return async (response) => {
    try {
      const { type, body } = await metrics.expose();
      response.writeHead(200, { ...HEADERS, "content-type": type }).end(body);
    } catch (error) {
      tell(error);
      response.writeHead(500, HEADERS).end();
    }
  };
}
