/** What `patches/` does to postgres.js: nothing of a connection that has ended is left for the next one. */
import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { connect } from "@assent/db";
import { testDatabase } from "@assent/testkit";
import { afterAll, expect, it } from "vitest";

const database = await testDatabase();
const { client, close } = connect(database.url, { name: "reconnecting-test", max: 1 });
afterAll(close);

/** The driver's own, as it opens them; missing in its types. */
const options = client.options as unknown as { socket(...to: unknown[]): Promise<Socket> };
const open = options.socket;
let socket: Socket | undefined;
options.socket = async (...to) => {
  socket = await open(...to);
  return socket;
};

it("connects again after a connection that ended before what was written to it was sent", async () => {
  await client`select 1`;
  /** Sockets close at the end of a turn, after what was put off until then; what is put off in that moment comes in the next turn. */
  await turn();
  const unsent = client`select 2`.execute();
  socket?.destroy();
  await expect(unsent).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  expect(await client`select 3 as n`).toEqual([{ n: 3 }]);
});

it("answers a statement with nothing of what came last on the connection before: neither its error nor its rows", async () => {
  await expect(client`select pg_terminate_backend(pg_backend_pid())`).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  expect(await client`select 4 as n`).toEqual([{ n: 4 }]);
});
