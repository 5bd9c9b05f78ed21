import { connect, type PoolObserver, type PoolUse } from "@assent/db";
import { testDatabase, until } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";

describe("what is told of a pool", async () => {
  const { url } = await testDatabase();
  const answered: [string, number][] = [];
  let use: PoolUse | undefined;
  const observer: PoolObserver = {
    opened(pool) {
      use = pool;
    },
    answered: (pool, ms) => void answered.push([pool, ms]),
  };
  const { db, client, close } = connect(url, { name: "assent-watched", max: 2, observer });
  afterAll(close);
  const load = () => [use?.used(), use?.waiting()];

  it("is who works and who waits, and nothing when all have ended, well or not", async () => {
    expect(use).toMatchObject({ name: "assent-watched", size: 2 });
    expect(load()).toEqual([0, 0]);
    const gate = Promise.withResolvers<void>();
    const holding = [1, 2].map(() => db.transaction(() => gate.promise));
    await until("both connections are taken", async () => use?.used() === 2);
    const late = [client.unsafe("select 1"), client.unsafe("select broken")].map((query) => query.execute());
    const later = db.transaction((tx) => tx.execute("select broken"));
    await until("they wait", async () => use?.waiting() === 3);
    expect(load()).toEqual([2, 3]);
    gate.resolve();
    await Promise.allSettled([...holding, ...late, later]);
    expect(load()).toEqual([0, 0]);
  });

  it("is how long an answer took, with the wait for a connection", async () => {
    answered.length = 0;
    const holding = [1, 2].map(() => db.transaction((tx) => tx.execute("select pg_sleep(0.1)")));
    await Promise.all([...holding, client.unsafe("select 1")]);
    expect(answered.map(([pool]) => pool)).toEqual(Array(3).fill("assent-watched"));
    expect(answered.filter(([, ms]) => ms >= 90)).toHaveLength(1);
  });
});
