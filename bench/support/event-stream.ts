/** A stream of events that begins now. */
export interface Followed {
  /** Resolves with how long each of the next events was under way, in milliseconds, by the clock of this machine. @throws Error when one comes twice */
  take(count: number): Promise<number[]>;
}

export async function followStream(url: string, type: string): Promise<Followed> {
  const since = await endOf(url);
  const abort = new AbortController();
  const { body } = await fetch(`${url}/api/v1/events?types=${type}&after=${since}`, {
    headers: { accept: "text/event-stream" },
    signal: abort.signal,
  });
  const told: number[] = [];
  const seen = new Set<string>();
  let more = Promise.withResolvers<void>();
  const reading = (async () => {
    let rest = "";
    for await (const part of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      const now = Date.now();
      const lines = (rest + part).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((one) => one.startsWith("data: "))) {
        const { id, occurred_at } = JSON.parse(line.slice("data: ".length));
        if (seen.has(id)) throw new Error(`event ${id} came twice`);
        seen.add(id);
        told.push(now - Date.parse(occurred_at));
      }
      more.resolve();
      more = Promise.withResolvers();
    }
  })();

  return {
    async take(count) {
      while (told.length < count) await Promise.race([more.promise, reading]);
      abort.abort();
      await reading.catch(() => {});
      return told;
    },
  };
}

/** A cursor behind all there is. */
async function endOf(url: string): Promise<string> {
  let cursor = "";
  for (;;) {
    const answer = await fetch(`${url}/api/v1/events?limit=1000${cursor && `&after=${cursor}`}`);
    const { events, next_cursor } = (await answer.json()) as { events: unknown[]; next_cursor: string };
    cursor = next_cursor;
    if (events.length === 0) return cursor;
  }
}
