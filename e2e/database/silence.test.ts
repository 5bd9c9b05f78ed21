import { setTimeout as delay } from "node:timers/promises";
import { connect } from "@assent/db";
import { testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { cuttableWayTo } from "../support/cuttable.ts";
import { canLimitFiles, occupyThreads, useUpFiles } from "../support/shortage.ts";

/** Long enough for a quiet connection to be asked about, and for the answer. */
const DOUBT_MS = 3_500;

describe("a server that answers", async () => {
  const database = await testDatabase();
  const { client, close } = connect(byName(database.url), { name: "assent-silence", max: 2 });
  afterAll(close);

  it.for([
    { shortage: "no lookup is answered", begin: async () => occupyThreads(), possible: true },
    { shortage: "no socket can be opened", begin: useUpFiles, possible: canLimitFiles },
  ])(
    "is not taken for a silent one while $shortage: a slow statement ends well, and others run beside it",
    async ({ begin, possible }, { skip }) => {
      if (!possible) skip();
      await Promise.all([client`select pg_sleep(0.1)`, client`select pg_sleep(0.1)`]);
      const end = await begin();
      try {
        const slow = client.unsafe("select pg_sleep(5), 'done' as was");
        const quick = Array.from({ length: 20 }, async (_, i) => {
          await delay(i * 220);
          return client.unsafe("select 1");
        });
        expect(await Promise.all([slow, ...quick])).toMatchObject([[{ was: "done" }], ...quick.map(() => [{}])]);
      } finally {
        await end();
      }
    },
  );
});

it("a server is asked nothing on behalf of a transaction that was lost with statements it had not sent", async () => {
  const way = await cuttableWayTo((await testDatabase()).url);
  const { client, close } = connect(way.url, { name: "assent-silence", max: 1 });
  afterAll(close);
  const begun = Promise.withResolvers<void>();
  const lost = client.begin(async (tx) => {
    await tx.unsafe("select 1");
    const sent = tx.unsafe("select pg_sleep($1)", [60]).then(() => {});
    const unsent = tx.unsafe("select 1").then(() => {});
    begun.resolve();
    await Promise.all([sent, unsent]);
  });
  await begun.promise;
  way.cut();
  await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/^(CONNECTION_CLOSED|ECONNRESET)$/) });
  way.mend();
  await client.unsafe("select 1");
  const before = way.taken;
  await delay(DOUBT_MS);
  expect(way.taken).toBe(before);
});

const byName = (url: string) => url.replace("@127.0.0.1:", "@localhost:");
