import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { givenSession, givenUser, PATIENT } from "../../support/given.ts";
import { expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";
import { asService, asUser, bearer, claimsOf, macToken, seconds } from "../../support/tokens.ts";
import { sendExactly } from "../../support/wire.ts";

interface Block {
  event?: string;
  id?: string;
  data?: string;
}

const blockOf = (text: string): Block =>
  Object.fromEntries(text.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));

describe.skipIf(!backendOfTest().available)("GET /events as a stream", async () => {
  const { client, url, startApi, stop, database } = await startSystem({ env: { ...PATIENT, AUTH_MODE: "jwt", MAX_STREAMS_PER_USER: "3" } });
  const service = client.with(asService("sessions:write", "consents:write"));

  /** @returns a function that reads on until there is a block like this, and returns all blocks up to it */
  async function open(headers: Record<string, string>, query = "", at = url) {
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const asked = { accept: "text/event-stream", ...asService("events:read"), ...headers };
    const { body, status, headers: answered } = await fetch(`${at}/api/v1/events${query}`, { headers: asked, signal: abort.signal });
    expect([status, answered.get("x-content-type-options"), answered.get("cache-control")]).toEqual([200, "nosniff", "no-store"]);
    const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    const blocks: Block[] = [];
    let rest = "";
    return async function readUntil(isIt: (block: Block) => boolean): Promise<Block[]> {
      for (;;) {
        const found = blocks.findIndex(isIt);
        if (found >= 0) return blocks.splice(0, found + 1);
        const { value, done } = await reader.read();
        if (done) return expect.fail(`the stream ended after ${JSON.stringify(blocks)}`);
        const parts = (rest + value).split("\n\n");
        rest = parts.pop() ?? "";
        blocks.push(...parts.map(blockOf));
      }
    };
  }

  async function isLetIn(headers: Record<string, string>): Promise<boolean> {
    const { status, body } = await fetch(`${url}/api/v1/events`, { headers });
    await body?.cancel();
    return status === 200;
  }

  const events = (blocks: Block[]) => blocks.filter(({ data }) => data !== undefined);

  it("tells what there is and then what happens, and goes on after Last-Event-ID", async () => {
    const own = await givenUser(service);
    const mine = asUser(own.user_id);
    const readUntil = await open(mine);
    const first = events(await readUntil(({ event }) => event === "consent.granted"));
    expect(JSON.parse(first[0]?.data ?? "")).toMatchObject({ type: "consent.granted", consent_id: own.consent_id });
    const session = await givenSession(service, own);
    const [told] = events(await readUntil(({ event }) => event === "session.created"));
    expect(JSON.parse(told?.data ?? "")).toMatchObject({ type: "session.created", session_id: session.id });

    await givenSession(service, own);
    const goOn = await open({ ...mine, "last-event-id": told?.id ?? "" });
    const [next, ...more] = events(await goOn(({ event }) => event !== undefined));
    expect(JSON.parse(next?.data ?? "").session_id).not.toBe(session.id);
    expect(more).toEqual([]);
    const again = await open({ ...mine, "last-event-id": first[0]?.id ?? "" }, "?after=ignored");
    expect(events(await again(({ data }) => data?.includes(session.id) === true)).length).toBe(1);
  });

  it("says when the process stops, and where to go on", async () => {
    const api = await startApi();
    const readUntil = await open({}, "", api.url);
    await readUntil(({ id }) => id !== undefined);
    const stopping = stop(api);
    const blocks = await readUntil(({ event }) => event === "end");
    expect(blocks.at(-1)).toMatchObject({ retry: "1000", data: '{"reason":"stopping"}' });
    await stopping;
  });

  it("ends with the token that it was opened with", async () => {
    const exp = seconds(2);
    const readUntil = await open(bearer(macToken(claimsOf("engine", { scope: "events:read", exp }))));
    const blocks = await readUntil(({ event }) => event === "end");
    expect(blocks.at(-1)).toMatchObject({ data: '{"reason":"token-expired"}' });
    expect(Math.abs(Date.now() - exp * 1_000)).toBeLessThan(1_000);
  });

  it("is refused to a user who has as many as one may, until one of them ends; others and services get theirs", async () => {
    const own = await givenUser(service);
    const first = new AbortController();
    const asked = { accept: "text/event-stream", ...asUser(own.user_id) };
    expect((await fetch(`${url}/api/v1/events`, { headers: asked, signal: first.signal })).status).toBe(200);
    for (let i = 0; i < 2; i++) await open(asUser(own.user_id));
    const refused = await client.get("/events", asked);
    expectProblem(refused, "rate-limited", { detail: expect.stringContaining("3 event streams") });
    expect(refused.headers.get("retry-after")).toBe("1");
    for (let i = 0; i < 4; i++) await open({});
    await open(asUser((await givenUser(service)).user_id));

    first.abort();
    await until("the place is free again", () => isLetIn(asked));
  });

  it("takes no place for good of one who hangs up before it has begun", async () => {
    const own = await givenUser(service);
    const asked = { accept: "text/event-stream", ...asUser(own.user_id) };
    const since = new Date(Date.now() - 60_000).toISOString();
    for (let i = 0; i < 3; i++) {
      const hangingUp = new AbortController();
      await whileUnreadable(async (isWaitedFor) => {
        const asking = fetch(`${url}/api/v1/events?since=${since}`, { headers: asked, signal: hangingUp.signal });
        await until("its place in the feed is looked for", isWaitedFor);
        hangingUp.abort();
        await expect(asking).rejects.toThrow();
        /** What comes after is answered after it has seen that. */
        await client.get("/sessions/none", asked);
      });
    }
    await until("their places are free", () => isLetIn(asked));
  });

  /** @param run is told whether somebody waits for where in the feed a time is */
  const whileUnreadable = (run: (isWaitedFor: () => Promise<boolean>) => Promise<void>) =>
    database.client.begin(async (tx) => {
      await tx`lock table audit_logs in access exclusive mode`;
      await run(async () => {
        const waiting = await database.client`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%neighbours%'`;
        return waiting.length > 0;
      });
    });

  it("says with a status what is wrong before it begins, and answers HEAD without a stream", async () => {
    const headers = { accept: "text/event-stream", ...asService("events:read") };
    expectProblem(await client.get("/events", { ...headers, "last-event-id": "x" }), "invalid-cursor");
    expectProblem(await client.get("/events", { accept: "text/event-stream" }), "unauthenticated");
    const { status, headers: answered } = await sendExactly(url, { method: "HEAD", path: "/api/v1/events", headers });
    expect([status, answered.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
  });
});
