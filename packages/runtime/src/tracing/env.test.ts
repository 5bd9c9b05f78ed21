import { describe, expect, it } from "vitest";
import { EnvError, readEnv } from "../env.ts";
import { asksForTraces, tracingEnv } from "./env.ts";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

describe("asksForTraces", () => {
  it.each([
    [ENDPOINT],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/v1/traces" }],
    [{ OTEL_TRACES_EXPORTER: "otlp" }],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: "false" }],
  ])("is true of %j", (env) => expect(asksForTraces(env)).toBe(true));

  it.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }],
    [{ OTEL_SERVICE_NAME: "mine", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: "True" }],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" }],
  ])("is false of %j", (env) => expect(asksForTraces(env)).toBe(false));
});

describe("tracingEnv", () => {
  it("has the defaults of OpenTelemetry's specification", () => {
    expect(readEnv(tracingEnv, {})).toEqual({
      OTEL_SDK_DISABLED: "false",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_TRACES_SAMPLER: "parentbased_always_on",
      OTEL_TRACES_SAMPLER_ARG: 1,
      OTEL_BSP_SCHEDULE_DELAY: 5_000,
      OTEL_BSP_EXPORT_TIMEOUT: 30_000,
      OTEL_BSP_MAX_QUEUE_SIZE: 2_048,
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 512,
    });
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_TRACES_EXPORTER", "zipkin"],
    ["OTEL_TRACES_SAMPLER", "jaeger_remote"],
    ["OTEL_TRACES_SAMPLER_ARG", "10%"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"],
  ])("names %s when it is %s", (name, value) => {
    expect(() => readEnv(tracingEnv, { [name]: value })).toThrow(EnvError);
    expect(() => readEnv(tracingEnv, { [name]: value })).toThrow(name);
  });
});
