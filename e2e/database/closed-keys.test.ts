/** Why no token is left under a retired key, whoever has not heard of it. */
import { randomBytes } from "node:crypto";
import {
  activateKey,
  beatKeyHolder,
  closeKey,
  connect,
  countTokensUnder,
  type Db,
  fenceKey,
  forgetAnnouncedKeys,
  grantRole,
  insertJobs,
  isKeyClosed,
  type KeyHolder,
  listKeys,
  lockJobTokens,
  lockSessionTokens,
  moveJobTokens,
  moveSessionTokens,
  pruneKeyHolders,
  recordRewrapped,
  removeKeyHolder,
  retireKey,
  shareActiveKey,
  takeKeyBeingLeft,
} from "@assent/db";
import { newId } from "@assent/domain";
import { KINDS_WITH_TOKENS } from "@assent/jobs";
import { testDatabase, until } from "@assent/testkit";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { holdOpen } from "../support/hold.ts";
import { freshKeys, keyList, putSealedSessions, sealedJob } from "../support/keys.ts";

describe("a key that is being left", async () => {
  const database = await testDatabase();
  const { db, client: sql } = database;
  const keys = freshKeys("old", "new");
  const held = { old: "1", new: "2" };
  const holder: KeyHolder = { id: newId(), hostname: "test", pid: 1, keys: held, sealsWith: "new", heartbeatMs: 600_000 };

  beforeEach(async () => {
    await sql`truncate encryption_keys, key_holders, jobs, sportsbook_sessions`;
    await beatKeyHolder(db, holder);
    for (const key of ["old", "new"]) await db.transaction((tx) => activateKey(tx, key));
  });

  const state = async () => (await listKeys(db)).find(({ keyId }) => keyId === "old");
  const leave = async () => {
    await closeKey(db, "old");
    await fenceKey(db, "old");
    return db.transaction((tx) => retireKey(tx, "old", KINDS_WITH_TOKENS));
  };
  /** It waits for every transaction of the server, also those of other tests. */
  const isRetired = () => until("the key is retired", leave);
  const job = () => sealedJob(database, keyList(keys, "old"));

  it("is retired when nothing is under it", async () => {
    expect(await isRetired()).toMatchObject({ state: "retired" });
    expect(await leave()).toBeUndefined();
  });

  it("is not closed while a live process seals with it, nor retired before it is closed", async () => {
    await beatKeyHolder(db, { ...holder, sealsWith: "old" });
    expect(await leave()).toBeUndefined();
    expect(await state()).toMatchObject({ closedAt: null, fence: null });
    await insertJobs(db, [await job()]);
    await sql`delete from jobs`;
    await removeKeyHolder(db, holder.id);
    expect(await isRetired()).toMatchObject({ state: "retired" });
  });

  it("takes no job any more once it is closed, from whoever has sealed before", async () => {
    const late = await job();
    await closeKey(db, "old");
    const refused = await insertJobs(db, [late]).catch((error: unknown) => error);
    expect(isKeyClosed(refused)).toBe(true);
    expect((refused as Error).message).not.toContain(keys["old"]);
    await insertJobs(db, [await sealedJob(database, keyList(keys, "new"))]);
    await db.transaction((tx) => activateKey(tx, "old"));
    await insertJobs(db, [late]);
  });

  it("waits for whoever had inserted when it was closed, and then for the job", async () => {
    const early = await job();
    const commit = await holdOpen(
      database,
      (tx) =>
        tx`insert into jobs (id, kind, payload, principal) values (${early.id}, ${early.kind}, ${JSON.stringify(early.payload)}::text::jsonb, 'test')`,
    );
    expect(await leave()).toBeUndefined();
    await commit();
    expect(await leave()).toBeUndefined();
    expect(await state()).toMatchObject({ state: "decrypt_only", closedAt: expect.any(Date) });
    await sql`update jobs set payload = payload - 'session_data'`;
    expect(await isRetired()).toMatchObject({ state: "retired" });
  });

  it.each(["queued", "failed"])("is not retired while a job that is %s has a token under it", async (status) => {
    await insertJobs(db, [await job()]);
    await sql`update jobs set status = ${status}, settled_at = case when ${status} = 'queued' then null else now() end`;
    expect(await leave()).toBeUndefined();
    await sql`update jobs set payload = payload - 'session_data'`;
    expect(await isRetired()).toMatchObject({ state: "retired" });
  });

  it("is not retired while a session has a token under it", async () => {
    const [id = ""] = await putSealedSessions(database, keyList(keys, "old"), 1);
    expect(await leave()).toBeUndefined();
    await sql`update sportsbook_sessions set key_id = 'new' where id = ${id}`;
    expect(await isRetired()).toMatchObject({ state: "retired" });
  });

  it("may seal again before it is retired, and is then not closed", async () => {
    await closeKey(db, "old");
    await fenceKey(db, "old");
    await db.transaction((tx) => activateKey(tx, "old"));
    await insertJobs(db, [await job()]);
    expect(await leave()).toBeUndefined();
    expect(await state()).toMatchObject({ state: "active", closedAt: null, fence: null });
  });

  it("is forgotten where it was only announced and no live process has it any more", async () => {
    await beatKeyHolder(db, { ...holder, id: newId(), keys: { third: "3" }, heartbeatMs: 1 });
    const names = async () => (await listKeys(db)).map(({ keyId }) => keyId).toSorted();
    await forgetAnnouncedKeys(db, 3_600_000);
    expect(await names()).toEqual(["new", "old", "third"]);
    await until("it is silent", async () => {
      await forgetAnnouncedKeys(db, 0);
      return (await names()).length === 2;
    });
    await pruneKeyHolders(db, 3_600_000);
    expect(await sql`select from key_holders`).toHaveLength(2);
    await pruneKeyHolders(db, 0);
    expect(await sql`select from key_holders`).toHaveLength(0);
  });

  it("is left by the application's role, which cannot pass another key off as this one", async () => {
    const role = { user: `assent_test_${randomBytes(6).toString("hex")}`, password: "only-for-this-test" };
    await grantRole(database.url, { ...role, parts: ["api"] });
    const url = Object.assign(new URL(database.url), { username: role.user, password: role.password }).toString();
    const { db: application, client, close } = connect(url, { name: "application", max: 1 });
    afterAll(async () => {
      await close();
      await sql.unsafe(`drop owned by ${role.user}; drop role ${role.user}`).simple();
    });
    await putSealedSessions(database, keyList(keys, "old"), 1);
    await insertJobs(application, [await job()]);
    await moveAll(application);
    await closeKey(application, "old");
    await fenceKey(application, "old");
    const retired = () => application.transaction((tx) => retireKey(tx, "old", KINDS_WITH_TOKENS));
    expect(await until("the key is retired", retired)).toMatchObject({ toRewrap: 2, rewrapped: 2 });
    await removeKeyHolder(application, holder.id);
    await expect(client`update encryption_keys set check_value = 'another'`).rejects.toThrow("permission denied");
  });

  /** Under the other name, whatever that is worth. */
  const moveAll = async (on: Db) => {
    await beatKeyHolder(on, holder);
    await countTokensUnder(on, "old", KINDS_WITH_TOKENS);
    await on.transaction(async (tx) => {
      const to = (await shareActiveKey(tx)) ?? "";
      await takeKeyBeingLeft(tx, "old");
      const moved = ({ id }: { id: string }) => ({ id, wrappedKey: "a2V5", ciphertext: null });
      await moveSessionTokens(tx, to, (await lockSessionTokens(tx, "old", null, 10)).map(moved));
      await moveJobTokens(tx, to, (await lockJobTokens(tx, "old", KINDS_WITH_TOKENS, 10)).map(moved));
      await recordRewrapped(tx, "old", { rewrapped: 2, unopenable: 0, reached: null });
    });
  };
});
