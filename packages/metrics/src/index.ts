/** What is counted in a process, under which name, and how it is scraped. */
export type { HttpObserver, Limit } from "./http.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { answeringScrapes, type MetricsEnv, type MetricsService, metricsVariables, serveMetrics } from "./serve.ts";
