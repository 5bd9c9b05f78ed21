import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { fleet } from "../support/fleet.ts";
import { newSession } from "../support/requests.ts";

const body = JSON.stringify(newSession());
const post = `POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nPrefer: respond-async\r\n`;
const withBody = `${post}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`;

/** Node looks for them every two seconds; it would do so every thirty. */
const LOOKED_AT_WITHIN_MS = 10_000;

/** Sends what comes at once, and then a byte at a time. @returns what came back until the server closed the connection, and after how long. */
function sendSlowly(url: string, atOnce: string, slowly: string, everyMs: number): Promise<{ text: string; ms: number }> {
  const { hostname, port } = new URL(url);
  const start = performance.now();
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname).setEncoding("utf8");
    socket.write(atOnce);
    let [text, sent] = ["", 0];
    const timer = setInterval(() => socket.writable && sent < slowly.length && socket.write(slowly[sent++] ?? ""), everyMs);
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket
      .on("error", () => {})
      .on("close", () => {
        clearInterval(timer);
        resolve({ text, ms: performance.now() - start });
      });
  });
}

describe("clients that send slowly", async () => {
  const { startApi } = await fleet({ API_WAIT_MS: "0" });
  const { client, url } = await startApi();

  it.concurrent.each([
    { what: "headers, byte by byte", atOnce: "GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ", slowly: "a".repeat(1_000), limitMs: 10_000 },
    { what: "a body, byte by byte", atOnce: withBody, slowly: body, limitMs: 15_000 },
    {
      what: "a body, in chunks of a byte",
      atOnce: `${post}Transfer-Encoding: chunked\r\n\r\n`,
      slowly: "1\r\n \r\n".repeat(200),
      limitMs: 15_000,
    },
    { what: "nothing at all", atOnce: "", slowly: "", limitMs: 10_000 },
  ])("are ended with 408 after their time: $what", async ({ atOnce, slowly, limitMs }) => {
    const ended = sendSlowly(url, atOnce, slowly, 250);
    expect((await client.get("//health")).status).toBe(200);
    const { text, ms } = await ended;
    const [head = "", problem = ""] = text.split("\r\n\r\n");
    expect(head).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\nContent-Length: \d+\r\nConnection: close$/,
    );
    expect(JSON.parse(problem)).toMatchObject({ status: 408, detail: "The request took too long to arrive." });
    expect(ms).toBeGreaterThan(limitMs - 100);
    expect(ms).toBeLessThan(limitMs + LOOKED_AT_WITHIN_MS);
  });

  it.concurrent("are served when all of it is there in time", async () => {
    const { text } = await sendSlowly(url, withBody, body, 10);
    expect(text).toMatch(/^HTTP\/1\.1 202 /);
  });
});
