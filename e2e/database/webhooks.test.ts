/** One delivers to a webhook at a time, and who has lost the lease does not say how far it has come. */
import {
  changeWebhook,
  findWebhook,
  idleWebhooks,
  insertWebhook,
  leaseWebhook,
  passOver,
  recordDelivery,
  type WebhookRow,
} from "@assent/db";
import { newId } from "@assent/domain";
import { testDatabase, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";

const LONG_MS = 60_000;
const MOST = 100;

describe("the lease of a webhook", async () => {
  const { db, client } = await testDatabase();
  const progress = { cursor: "reached", hasMoved: false, last: undefined, attempts: 0, pauseMs: 0, goesOn: false };

  async function given(): Promise<string> {
    const id = newId();
    const webhook = { id, url: "https://engine.example", types: null, secret: "sealed", cursor: "start", createdBy: "test" };
    await db.transaction((tx) => insertWebhook(tx, webhook, MOST));
    return id;
  }
  const lease = (id: string, ms = LONG_MS) => leaseWebhook(db, id, newId(), ms);
  const makeDue = (id: string) => client`update webhooks set next_attempt_at = null where id = ${id}`;
  const cursorOf = async (id: string) => (await findWebhook(db, id))?.cursor;

  it("is had by one", async () => {
    const id = await given();
    const leased = await Promise.all(Array.from({ length: 10 }, () => lease(id)));
    const [mine] = leased.filter((row) => row !== undefined);
    expect(leased.filter((row) => row !== undefined).length).toBe(1);
    await passOver(db, id, "start", "passed over");
    expect(await cursorOf(id)).toBe("start");
    expect(await recordDelivery(db, mine as WebhookRow, { ...progress, goesOn: true })).toBe(true);
    expect(await lease(id)).toBeUndefined();
    expect(await recordDelivery(db, mine as WebhookRow, progress)).toBe(true);
    expect(await cursorOf(id)).toBe("reached");
    expect(await lease(id)).toBeDefined();
  });

  it("goes to another when its holder is not heard of any more, and is lost when the webhook is changed", async () => {
    const id = await given();
    const dead = (await lease(id, 0)) as WebhookRow;
    const second = (await lease(id)) as WebhookRow;
    expect(await recordDelivery(db, dead, progress)).toBe(false);
    expect(await cursorOf(id)).toBe("start");
    await db.transaction((tx) => changeWebhook(tx, id, { cursor: "set back" }, LONG_MS));
    expect(await recordDelivery(db, second, progress)).toBe(false);
    expect(await cursorOf(id)).toBe("set back");
  });

  it("that has run out keeps nobody from moving on, and its holder does not come back to it", async () => {
    const id = await given();
    const dead = (await lease(id, 0)) as WebhookRow;
    await passOver(db, id, "start", "passed over");
    expect(await cursorOf(id)).toBe("passed over");
    expect(await recordDelivery(db, dead, progress)).toBe(false);
    expect(await cursorOf(id)).toBe("passed over");
  });

  it("is not had of one that is paused", async () => {
    const id = await given();
    await db.transaction((tx) => changeWebhook(tx, id, { status: "paused" }, LONG_MS));
    expect(await lease(id)).toBeUndefined();
  });

  it("is offered where it is free, due and not asked for yet", async () => {
    const [free, leased, waiting, paused, asked] = [await given(), await given(), await given(), await given(), await given()];
    const idle = async () =>
      (await idleWebhooks(db)).map(({ id }) => id).filter((id) => [free, leased, waiting, paused, asked].includes(id));
    await lease(leased);
    await recordDelivery(db, (await lease(waiting)) as WebhookRow, { ...progress, attempts: 1, pauseMs: 300 });
    await db.transaction((tx) => changeWebhook(tx, paused, { status: "paused" }, LONG_MS));
    await client`insert into jobs (id, kind, payload, principal) values (${newId()}, 'webhook.deliver', ${JSON.stringify({ webhook_id: asked })}::text::jsonb, 'test')`;
    await client`insert into jobs (id, kind, payload, principal) values (${newId()}, 'webhook.deliver', ${JSON.stringify({ webhook_id: free, test: true })}::text::jsonb, 'test')`;
    expect(await idle()).toEqual([free]);
    await until("it is its turn again", async () => (await idle()).includes(waiting));
  });

  it("tells since when it fails, and until when it waits", async () => {
    const id = await given();
    const failing = { ...progress, attempts: 1, pauseMs: LONG_MS };
    expect(await recordDelivery(db, (await lease(id)) as WebhookRow, failing)).toBe(true);
    const first = await findWebhook(db, id);
    expect(await lease(id)).toBeUndefined();
    await makeDue(id);
    await recordDelivery(db, (await lease(id)) as WebhookRow, { ...failing, attempts: 2 });
    const second = await findWebhook(db, id);
    expect(second?.failingSince).toEqual(first?.failingSince);
    expect(second?.attempts).toBe(2);
    await makeDue(id);
    await recordDelivery(db, (await lease(id)) as WebhookRow, { ...failing, hasMoved: true });
    const third = await findWebhook(db, id);
    expect(Number(third?.failingSince)).toBeGreaterThan(Number(second?.failingSince));
    expect(Number(second?.nextAttemptAt) - Date.now()).toBeGreaterThan(LONG_MS / 2);
    await makeDue(id);
    await recordDelivery(db, (await lease(id)) as WebhookRow, progress);
    expect(await findWebhook(db, id)).toMatchObject({ attempts: 0, failingSince: null, nextAttemptAt: null });
  });

  it("is there for so many webhooks and no more, whoever adds them at once", async () => {
    await client`delete from webhooks`;
    const add = () =>
      db.transaction((tx) => insertWebhook(tx, { id: newId(), url: "x", types: null, secret: "s", cursor: "c", createdBy: "t" }, 3));
    const added = await Promise.all(Array.from({ length: 8 }, add));
    expect(added.filter((row) => row !== undefined).length).toBe(3);
  });
});
