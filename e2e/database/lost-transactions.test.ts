import { connect } from "@assent/db";
import { testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";

/** The order in which they come to an end is what matters, so each waits to be told. */
describe("a transaction whose connection is lost while it waits for something else", async () => {
  const database = await testDatabase();
  const { client, close } = connect(database.url, { name: "assent-lost", max: 1 });
  afterAll(close);
  await client`create table marks (mark text)`;

  it.each([
    { end: "returns", settle: (work: PromiseWithResolvers<void>) => work.resolve() },
    { end: "throws", settle: (work: PromiseWithResolvers<void>) => work.reject(new Error("of its own")) },
  ])("fails, and neither ends the process nor touches the next transaction, when it $end later", async ({ settle }) => {
    const [reached, work] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()];
    const lost = client.begin(async (tx) => {
      await tx`insert into marks values ('lost')`;
      const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      reached.resolve(row?.pid ?? 0);
      await work.promise;
    });
    await database.client`select pg_terminate_backend(${await reached.promise})`;
    await expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });

    const next = client.begin(async (tx) => {
      await tx`insert into marks values ('next')`;
      settle(work);
      await tx`select pg_sleep(0.1)`;
      throw new Error("rolled back");
    });
    await expect(next).rejects.toThrow("rolled back");
    expect(await client`select from marks`).toHaveLength(0);
  });
});
