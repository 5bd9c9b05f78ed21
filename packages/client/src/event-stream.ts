/** Server-sent events (WHATWG HTML, 9.2), out of bytes that come as they like. */

export interface ServerEvent {
  /** `message` if it has no name. */
  event: string;
  data: string;
  /** The last that the stream has named; to go on from there. */
  id: string | undefined;
}

/** @param onBytes is told of every sign of life, of comments too */
export async function* eventsIn(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void = () => {},
): AsyncGenerator<ServerEvent, void, undefined> {
  let id: string | undefined;
  let fields: string[] = [];
  for await (const line of linesIn(body, onBytes)) {
    if (line !== "") {
      fields.push(line);
      continue;
    }
    const event = eventOf(fields);
    fields = [];
    id = event.id ?? id;
    if (event.data !== undefined) yield { event: event.event ?? "message", data: event.data, id };
  }
}

async function* linesIn(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      onBytes();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function eventOf(lines: string[]): Partial<ServerEvent> {
  const event: Partial<ServerEvent> = {};
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === "data") event.data = event.data === undefined ? value : `${event.data}\n${value}`;
    else if (name === "event" || name === "id") event[name] = value;
  }
  return event;
}
