/**
 * Measures POST /sessions on a running Assent:
 *
 *   node bench/sessions.ts [--url http://127.0.0.1:3000] [--requests 5000] [--concurrency 50] [--async]
 *
 * It prints the statuses, the throughput and the latencies; it exits 1 if any answer was not a success.
 */
import { parseArgs } from "node:util";
import { SEED } from "@assent/db";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:3000" },
    requests: { type: "string", default: "5000" },
    concurrency: { type: "string", default: "50" },
    async: { type: "boolean", default: false },
  },
});
const requests = Number(values.requests);
const concurrency = Number(values.concurrency);

const body = JSON.stringify({
  user_id: SEED.valid.userId,
  consent_id: SEED.valid.consentId,
  sportsbook: "bench",
  session_data: "a-token-from-the-sportsbook".repeat(20),
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
});
const headers = { "content-type": "application/json", ...(values.async ? { prefer: "respond-async" } : {}) };
const statuses = new Map<number, number>();
const latencies: number[] = [];
const sessions = new Set<string>();

async function postOne() {
  const start = performance.now();
  const response = await fetch(`${values.url}/api/v1/sessions`, { method: "POST", headers, body });
  const answer = (await response.json()) as { session?: { id: string } };
  latencies.push(performance.now() - start);
  statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  if (answer.session) sessions.add(answer.session.id);
}

async function client(share: number) {
  for (let i = 0; i < share; i++) await postOne();
}

const began = performance.now();
await Promise.all(Array.from({ length: concurrency }, (_, i) => client(Math.floor((requests + i) / concurrency))));
const seconds = (performance.now() - began) / 1_000;

latencies.sort((a, b) => a - b);
const percentile = (p: number) =>
  `p${p} ${latencies[Math.min(latencies.length - 1, Math.floor((latencies.length * p) / 100))]?.toFixed(1)} ms`;
console.log(`${latencies.length} requests, ${concurrency} at a time: ${(latencies.length / seconds).toFixed(0)}/s`);
console.log(`${[50, 95, 99, 100].map(percentile).join(", ")}`);
console.log(`statuses ${JSON.stringify(Object.fromEntries(statuses))}, distinct sessions ${sessions.size}`);
process.exit([...statuses.keys()].every((status) => status < 300) ? 0 : 1);
