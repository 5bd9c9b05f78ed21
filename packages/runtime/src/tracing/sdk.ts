/** The SDK of OpenTelemetry. To be imported only where traces are wanted: it is ten times as large as the API. */
import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { VERSION } from "../version.ts";
import type { TracingEnv } from "./env.ts";
import { type Head, headOf } from "./head.ts";
import { samplersOf } from "./samplers.ts";

/** As many as there can be jobs in a batch. */
const MOST_LINKS = 500;

/** From now on spans are sent to the collector that the environment names. */
export function startSdk(env: TracingEnv, service: string): { provider: TracerProvider; head: Head } {
  const samplers = samplersOf(env);
  const head = headOf(samplers);
  const provider = new TracerProvider({
    resource: resourceOf(service),
    sampler: samplers.sampler,
    idGenerator: head.ids,
    spanLimits: { linkCountLimit: MOST_LINKS },
    spanProcessors: [processorOf(env)],
  });
  trace.setGlobalTracerProvider(provider);
  return { provider, head };
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come before what we say of ourselves. */
const resourceOf = (service: string) =>
  defaultResource()
    .merge(resourceFromAttributes({ "service.name": service, "service.version": VERSION }))
    .merge(detectResources({ detectors: [envDetector] }));

/** Endpoint, headers, certificates, compression and time-out are read from the environment by the exporters themselves. */
function processorOf(env: TracingEnv) {
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL;
  return new BatchSpanProcessor({
    exporter: protocol === "http/json" ? new JsonExporter() : new ProtobufExporter(),
    maxQueueSize: env.OTEL_BSP_MAX_QUEUE_SIZE,
    maxExportBatchSize: env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
    scheduledDelayMillis: env.OTEL_BSP_SCHEDULE_DELAY,
    exportTimeoutMillis: env.OTEL_BSP_EXPORT_TIMEOUT,
  });
}
