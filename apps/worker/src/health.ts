import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log, Service } from "@assent/runtime";
import type { WorkerEnv } from "./env.ts";
import type { WorkerService } from "./worker.ts";

/** `GET /health/live`: the process answers. `GET /health/ready`: it takes jobs and its heartbeat gets through. */
export async function serveHealth(
  { heartbeat }: WorkerService,
  { HOST, HEALTH_PORT }: Pick<WorkerEnv, "HOST" | "HEALTH_PORT">,
  log: Log,
): Promise<Service> {
  const server = createServer((request, response) => {
    const known = request.url === "/health/live" || request.url === "/health/ready";
    const ready = heartbeat.status === "running" && heartbeat.healthy;
    const status = !known ? 404 : request.url === "/health/live" || ready ? 200 : 503;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ worker_id: heartbeat.id, status: heartbeat.status, heartbeat: heartbeat.healthy ? "healthy" : "failing" }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(HEALTH_PORT, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  log.info({ event: "health.listening", port }, `health on http://${HOST}:${port}/health/ready`);
  return {
    name: "health",
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
