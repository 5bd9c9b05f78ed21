/** A collector: what OpenTelemetry's exporters send to it by OTLP/HTTP as JSON. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll } from "./after-all.ts";

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  status: { code?: number };
  /** Of the process that it comes from. */
  resource: Record<string, unknown>;
}

export interface Collector {
  /** Variables with which a process sends its spans here, soon. */
  env: Record<string, string>;
  spans: Span[];
  /** The requests as they came. */
  bodies: string[];
  /** What `find` finds among the spans so far, as soon as it finds something. */
  found<T>(what: string, find: (spans: Span[]) => T | undefined): Promise<T>;
}

const WAIT_MS = 20_000;

export async function collector(): Promise<Collector> {
  const spans: Span[] = [];
  const bodies: string[] = [];
  const look = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const body = (await json(request as IncomingMessage)) as Body;
    bodies.push(JSON.stringify(body));
    spans.push(...spansIn(body));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
    for (const again of look) again();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;

  return {
    spans,
    bodies,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "50",
    },
    found(what, find) {
      const { promise, resolve, reject } = Promise.withResolvers<NonNullable<ReturnType<typeof find>>>();
      const names = () => spans.map(({ traceId, name }) => `${traceId} ${name}`).join("\n");
      const timer = setTimeout(() => reject(new Error(`${what} did not come; there are\n${names()}`)), WAIT_MS);
      const again = () => {
        const one = find(spans);
        if (one !== undefined && one !== null) resolve(one);
      };
      look.add(again);
      again();
      return promise.finally(() => {
        look.delete(again);
        clearTimeout(timer);
      });
    },
  };
}

interface Value {
  stringValue?: string;
  intValue?: number | string;
  boolValue?: boolean;
}
type Attributes = { key: string; value: Value }[];
interface Body {
  resourceSpans: {
    resource: { attributes: Attributes };
    scopeSpans: { spans: (Omit<Span, "attributes" | "resource" | "links"> & { attributes: Attributes; links?: Span["links"] })[] }[];
  }[];
}

const spansIn = ({ resourceSpans }: Body): Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, links = [], ...span }) => ({
        ...span,
        links,
        attributes: plain(attributes),
        resource: plain(resource.attributes),
      })),
    ),
  );

const plain = (attributes: Attributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? Number(value.intValue)]));
