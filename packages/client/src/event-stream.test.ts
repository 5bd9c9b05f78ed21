import { describe, expect, it } from "vitest";
import { eventsIn } from "./event-stream.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function read(...chunks: Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events = [];
  for await (const event of eventsIn(body)) events.push(event);
  return events;
}

describe("events in a stream", () => {
  const TEXT = 'retry: 1000\nid: 7\nevent: job\ndata: {"name":\ndata: "Zoë"}\n\n: still there\n\ndata:plain\n\n';
  const EVENTS = [
    { event: "job", data: '{"name":\n"Zoë"}', id: "7" },
    { event: "message", data: "plain", id: "7" },
  ];

  it("have the names, data and ids that the lines say", async () => {
    expect(await read(bytes(TEXT))).toEqual(EVENTS);
  });

  it.each(["\r\n", "\r"])("are the same with lines that end in %j", async (end) => {
    expect(await read(bytes(`${TEXT.replaceAll("\n", end)}: end\n`))).toEqual(EVENTS);
  });

  it("are the same however the bytes are cut", async () => {
    const all = bytes(TEXT.replaceAll("\n", "\r\n"));
    expect(await read(...Array.from(all, (_, i) => all.slice(i, i + 1)))).toEqual(EVENTS);
  });

  it("are none before the empty line that ends them", async () => {
    expect(await read(bytes("data: half\n"))).toEqual([]);
  });
});
