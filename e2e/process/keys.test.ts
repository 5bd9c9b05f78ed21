/** `assent keys`, and a rotation whose process is killed in the middle of a batch. */
import { backendOfTest, until } from "@assent/testkit";
import { describe, expect, it } from "vitest";
import { holdOpen } from "../support/hold.ts";
import { freshKeys, keyList, putSealedSessions } from "../support/keys.ts";
import { freePort } from "../support/ports.ts";
import { runCli, startMain } from "../support/process.ts";
import { countOf } from "../support/rows.ts";
import { startSystem } from "../support/system.ts";
import { asService } from "../support/tokens.ts";

const SESSIONS = 700;

describe.skipIf(!backendOfTest().available)("assent keys", async () => {
  const keys = freshKeys("k1", "k2");
  const first = { AUTH_MODE: "jwt", SESSION_ENCRYPTION_KEY: keyList(keys, "k1") };
  const { database, variables, api, stop } = await startSystem({ workers: 0, env: first });
  const { client: sql } = database;
  const PORT = String(await freePort());
  const env = { ...variables, PORT, SESSION_ENCRYPTION_KEY: keyList(keys, "k1", "k2") };
  const token = asService("keys:read", "keys:rotate").authorization.replace("Bearer ", "");
  const atApi = { env: { ASSENT_URL: `http://127.0.0.1:${PORT}`, ASSENT_TOKEN: token } };

  it("rotates to the end, though the API is killed in the middle of a batch", async () => {
    await putSealedSessions(database, keyList(keys, "k1"), SESSIONS);
    const killed = startMain("api", { env });
    await killed.event("api.listening");
    expect(await runCli(["keys", "rotate"], atApi)).toMatchObject({ code: 4, output: expect.stringContaining('lack the key "k2"') });
    await stop(api);

    await sql.unsafe(`create function wait_for_the_test() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(7); return new; end $$;
      create trigger wait before insert on audit_logs for each row when (new.action = 'key.rewrapped') execute function wait_for_the_test()`);
    const letGo = await holdOpen(database, (tx) => tx`select pg_advisory_xact_lock(7)`);
    const rotating = startMain("cli", { args: ["keys", "rotate", "--json"], ...atApi });
    const inBatch = async () =>
      (
        await sql`select from pg_stat_activity where datname = current_database() and application_name = 'assent-inline' and wait_event = 'advisory'`
      )[0];
    await until("a batch is under way", inBatch);
    killed.kill("SIGKILL");
    await killed.exit;
    await letGo();
    await until("its batch is gone", async () => !(await inBatch()));
    expect(await countOf(database, "sportsbook_sessions", "key_id = 'k1'"), "nothing of a batch that was not committed").toBeGreaterThan(0);

    await startMain("api", { env }).event("api.listening");
    const { code, output } = await rotating.exit;
    expect(code, output).toBe(0);
    expect(output).toMatch(/"key_id":"k1","state":"retired"/);
    expect(await countOf(database, "sportsbook_sessions", "key_id <> 'k2'")).toBe(0);
  });

  it("status shows the keys and who has them", async () => {
    /** Until it is taken for dead, the process that was killed holds keys as well. */
    const onlyOneHolds = async () => {
      const { code, output } = await runCli(["keys", "status"], atApi);
      expect(code, output).toBe(0);
      return /^k2 +active +1 of 1 +1 /m.test(output) && output;
    };
    const output = await until("the killed process is taken for dead", onlyOneHolds, 30_000);
    expect(output).toMatch(new RegExp(`^k1 +retired .* ${SESSIONS} of ${SESSIONS} `, "m"));
    expect(output).toMatch(/^\S+ +\S+:\d+ +k2 +k1, k2 /m);
    expect(await runCli(["keys", "rotate", "--to", "k1"], atApi)).toMatchObject({ code: 4, output: expect.stringContaining("is retired") });
    expect(await runCli(["keys", "rotate", "--to", "k7"], atApi)).toMatchObject({ code: 2 });
  });
});
