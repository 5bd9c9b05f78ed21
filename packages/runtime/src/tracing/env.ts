/** The standard variables of OpenTelemetry, as far as they are not read by its own packages. */
import { z } from "zod";
import { integer } from "../env.ts";

const PROTOCOLS = ["http/protobuf", "http/json"] as const;
const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
const MAX_MS = 600_000;
const MAX_SPANS = 1_000_000;

const endpoint = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).optional();

export const tracingEnv = z.object({
  OTEL_SDK_DISABLED: z.string().default("false"),
  OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"]).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(PROTOCOLS).default("http/protobuf"),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.enum(PROTOCOLS).optional(),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .transform(Number)
    .refine((ratio) => ratio >= 0 && ratio <= 1, "must be a number from 0 to 1")
    .default(1),
  OTEL_BSP_SCHEDULE_DELAY: integer(1, MAX_MS).default(5_000),
  OTEL_BSP_EXPORT_TIMEOUT: integer(1, MAX_MS).default(30_000),
  OTEL_BSP_MAX_QUEUE_SIZE: integer(1, MAX_SPANS).default(2_048),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: integer(1, MAX_SPANS).default(512),
});
export type TracingEnv = z.infer<typeof tracingEnv>;

type Variables = Record<string, string | undefined>;

/** Whether somebody wants traces. */
export function asksForTraces({ OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, ...env }: Variables = process.env): boolean {
  if (OTEL_SDK_DISABLED?.toLowerCase() === "true" || OTEL_TRACES_EXPORTER === "none") return false;
  return Boolean(OTEL_TRACES_EXPORTER || env["OTEL_EXPORTER_OTLP_ENDPOINT"] || env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);
}
