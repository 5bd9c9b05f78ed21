import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { LookUp } from "./lookups.ts";
import { createPost, type PostOptions } from "./post.ts";

const HERE = new Set(["127.0.0.1"]);

async function given(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { url: string | undefined; body: string; signature: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    asked.push({ url: request.url, body, signature: request.headers["webhook-signature"] });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const post = (options: Partial<PostOptions> = {}, host = "127.0.0.1") =>
    createPost({ allowed: HERE, ...options })(`http://${host}:${port}/hook`, { "webhook-signature": "v1,x" }, '{"é":1}');
  return { asked, post, port };
}

/** As a name server of the caller's own would answer. */
const leadsTo =
  (...addresses: string[]): LookUp =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("a request to a webhook", () => {
  it("carries its headers and body, and succeeds with any 2xx", async () => {
    const { post, asked } = await given((_, response) => response.writeHead(204).end());
    expect(await post()).toEqual({ status: 204, error: null, tookMs: expect.any(Number) });
    expect(asked).toEqual([{ url: "/hook", body: '{"é":1}', signature: "v1,x" }]);
  });

  it.each([400, 410, 429, 500, 503])("has failed with a %s", async (status) => {
    const { post } = await given((_, response) => response.writeHead(status).end("no"));
    expect(await post()).toMatchObject({ status, error: "status" });
  });

  it("follows no redirect", async () => {
    const { post, asked } = await given((_, response) => response.writeHead(307, { location: "/other" }).end());
    expect(await post()).toMatchObject({ status: 307, error: "redirect" });
    expect(asked.map(({ url }) => url)).toEqual(["/hook"]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["no answer", () => {}],
    ["an answer that does not end", (response) => void response.writeHead(200).write("so far")],
  ])("waits only so long: %s", async (_, answer) => {
    const { post } = await given((_request, response) => answer(response));
    const began = performance.now();
    expect(await post({ deadlineMs: 200 })).toMatchObject({ error: "timeout" });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("reads only so much", async () => {
    const { post } = await given((_, response) => {
      const more = () => void (response.writableEnded || response.destroyed || response.write("x".repeat(10_000), more));
      response.writeHead(200);
      more();
    });
    expect(await post()).toMatchObject({ status: 200, error: "endless" });
  });

  it.each([
    ["a name that leads to a private address", leadsTo("127.0.0.1")],
    ["a name of which one address is private", leadsTo("1.1.1.1", "127.0.0.1")],
    ["a name that leads to one of version 6", leadsTo("::1")],
  ])("is not made: %s", async (_, lookUp) => {
    const { asked, port } = await given((_request, response) => response.end());
    const post = createPost({ allowed: new Set(), lookUp });
    expect(await post(`https://rebinding.test:${port}/`, {}, "{}")).toMatchObject({ status: null, error: "refused-address" });
    expect(asked).toEqual([]);
  });

  it("judges the address that the connection takes, not one that was looked up before", async () => {
    let looks = 0;
    const rebinding: LookUp = (name) => leadsTo(looks++ === 0 ? "1.1.1.1" : "127.0.0.1")(name);
    const post = createPost({ allowed: new Set(), lookUp: rebinding, deadlineMs: 150 });
    expect(await post("https://rebinding.test:1/", {}, "{}")).toMatchObject({ status: null });
    expect(await post("https://rebinding.test:1/", {}, "{}")).toMatchObject({ error: "refused-address" });
    expect(looks).toBe(2);
  });

  it("is not made to an address that was right when it was registered", async () => {
    const { asked, post } = await given((_, response) => response.end());
    expect(await post({ allowed: new Set() })).toMatchObject({ status: null, error: "refused-address" });
    expect(asked).toEqual([]);
  });

  it("does not wait for others that hang", async () => {
    const hung = new Set<ServerResponse>();
    const hanging = await given((_, response) => void hung.add(response));
    const well = await given((_, response) => response.end());
    const post = createPost({ allowed: HERE });
    const to = ({ port }: { port: number }, more = {}) => post(`http://127.0.0.1:${port}/`, more, "{}");
    const stuck = Array.from({ length: 100 }, () => to(hanging));
    expect(await to(well)).toMatchObject({ status: 200, error: null });
    await vi.waitUntil(() => hung.size === stuck.length, { timeout: 5_000 });
    for (const response of hung) response.end();
    for (const answer of await Promise.all(stuck)) expect(answer.error).toBeNull();
  });

  it("says when nobody is there", async () => {
    expect(await createPost({ allowed: HERE })("http://127.0.0.1:1/", {}, "{}")).toMatchObject({ status: null, error: "unreachable" });
  });
});
