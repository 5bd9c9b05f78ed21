import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { fleet, submit } from "../support/fleet.ts";
import { newConsent } from "../support/requests.ts";

const MOST_WAITING = 5_000;
/** Fewer than an API lets in at once on any machine. */
const TOGETHER = 125;
const MOST_STREAMS = 1_000;

describe("an API of which 5,000 callers wait for their jobs", async () => {
  const { startApi } = await fleet();
  const { client, url } = await startApi();

  /** On one connection: the API begins with each without waiting for the answer to the one before. */
  function waitFor(job: string, callers: number) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).on("error", () => {});
    socket.write(`GET /api/v1/jobs/${job} HTTP/1.1\r\nhost: x\r\nprefer: wait=60\r\n\r\n`.repeat(callers));
    onTestFinished(() => void socket.destroy());
  }

  /** They take the places that are left. */
  async function streamsUntilOneIsRefused(job: string) {
    const streams = new AbortController();
    onTestFinished(() => streams.abort());
    for (let opened = 0; opened < MOST_STREAMS; opened++) {
      const stream = await fetch(`${url}/api/v1/jobs/${job}/events`, { signal: streams.signal });
      if (stream.status !== 200) return stream;
    }
    throw new Error("no stream was refused");
  }

  it("lets nobody else wait: an event stream is refused, and a write is answered 202 at once", async () => {
    const job = await submit(client);
    for (let waiting = TOGETHER; waiting < MOST_WAITING; waiting += TOGETHER) {
      waitFor(job, TOGETHER);
      await client.get(`/jobs/${job}`);
    }
    const refused = await streamsUntilOneIsRefused(job);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.json()).toMatchObject({ detail: "As many wait for their jobs as can; come back in a moment." });

    const { status, headers } = await client.post("/consents", newConsent(), { prefer: "wait=60" });
    expect([status, headers.get("preference-applied")]).toEqual([202, null]);
  });
});
