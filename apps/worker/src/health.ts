import type { AddressInfo } from "node:net";
import { answeringScrapes, type Metrics } from "@assent/metrics";
import { type Log, retire, type Service } from "@assent/runtime";
import type { WorkerEnv } from "./env.ts";
import type { Heartbeat } from "./heartbeat.ts";

/** An `import` of node:http reads all its exports, and one of them loads the whole of fetch: 13 MiB that no worker needs. */
const { createServer } = process.getBuiltinModule("node:http");

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it takes jobs and its heartbeat gets through.
 * `GET /metrics`: its figures. It is up before the worker, which registers later, and until after it, so that a probe sees it drain.
 */
export async function serveHealth(
  heartbeat: () => Heartbeat | undefined,
  metrics: Metrics,
  { HOST, HEALTH_PORT }: Pick<WorkerEnv, "HOST" | "HEALTH_PORT">,
  log: Log,
): Promise<Service> {
  const answerScrape = answeringScrapes(metrics, log);
  const server = createServer((request, response) => {
    if (request.url === "/metrics") return void answerScrape(response);
    const [status, body] = answer(request.url, heartbeat());
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", connection: "close" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(HEALTH_PORT, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  log.info({ event: "health.listening", port }, `health on http://${HOST}:${port}/health/ready`);
  return {
    name: "health",
    stop: async () => {
      await retire(server);
      server.closeAllConnections();
    },
  };
}

function answer(path: string | undefined, worker: Heartbeat | undefined): [status: number, body: Record<string, unknown>] {
  const state = {
    worker_id: worker?.id ?? null,
    status: worker?.status ?? "starting",
    heartbeat: worker?.healthy ? "healthy" : "failing",
  };
  if (path === "/health/live") return [200, state];
  if (path === "/health/ready") return [state.status === "running" && state.heartbeat === "healthy" ? 200 : 503, state];
  return [404, { error: "There are /health/live, /health/ready and /metrics." }];
}
