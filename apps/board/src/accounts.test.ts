import { EnvError, readEnv } from "@assent/runtime";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { accountFor, accountList, allCredentials, credentialsOf, namesEachOnce, recognise } from "./accounts.ts";

const ANNA = "anna-Qm3v8Xz1";
const anna = "anna:auditor:scrypt.17.8.1.e3YcVqi__8SnbQ2DROsLkg._vj0GqOJpU3Oj07_VKQkOmaAzZz_z-i-uKQYs2LxVMg";
const bert = "bert@example.org:viewer:scrypt.17.8.1.eHXmjmuLl28TPcuVp2aFVg.CuRXrSypCj4kFCAlFX1XfNfnCTszVONyok2oVRLAz48";
const NO_PROVIDER = { BOARD_OIDC_SCOPE: "openid", BOARD_OIDC_ROLE_CLAIM: "groups", BOARD_OIDC_ROLES: [] };
const OPERATOR = {
  ...NO_PROVIDER,
  SESSION_SECRET: "ses-J3kW8nVq5xRt2mBz7yHc4fDg9pLa6sEu",
  BOARD_USER: "operator",
  BOARD_PASSWORD: "b0ard-Qm3v8Xz1",
};
const list = (BOARD_ACCOUNTS: string) => readEnv(z.object({ BOARD_ACCOUNTS: accountList }), { BOARD_ACCOUNTS }).BOARD_ACCOUNTS;

/** A hash takes a third of a second, and seconds where others want the processor. */
describe("the accounts of the board", { timeout: 180_000 }, () => {
  const accounts = (...entries: string[]) => ({ ...OPERATOR, BOARD_ACCOUNTS: list(entries.join("\n")) });

  it("are recognised by their own passwords alone", async () => {
    const all = accounts(anna, bert);
    expect(await recognise(all, "anna", ANNA)).toMatchObject({ name: "anna", role: "auditor" });
    expect(await recognise(all, "operator", OPERATOR.BOARD_PASSWORD)).toEqual({ name: "operator", role: "operator" });
    for (const [user, password] of [
      ["anna", OPERATOR.BOARD_PASSWORD],
      ["operator", ANNA],
      ["nobody", ANNA],
    ] as const)
      expect([user, await recognise(all, user, password)]).toEqual([user, undefined]);
  });

  it("are made with a hash of their own", async () => {
    const made = await accountFor({ name: "anna", role: "auditor" }, ANNA);
    expect(made).not.toBe(anna);
    expect(await recognise(accounts(made), "anna", ANNA)).toMatchObject({ name: "anna", role: "auditor" });
  });

  it("end each session with the password or role that it was begun with", () => {
    const before = credentialsOf(accounts(anna), { name: "anna", role: "auditor" });
    expect(allCredentials(accounts(anna, bert))).toContain(before);
    for (const changed of [
      accounts(bert),
      accounts(anna.replace("auditor", "operator")),
      accounts(anna.replace(/.$/, (last) => (last === "A" ? "E" : "A"))),
      { ...accounts(anna), SESSION_SECRET: "another" },
    ])
      expect(allCredentials(changed)).not.toContain(before);
  });

  it("may stand between commas or on lines of their own", () => {
    expect(list(` ${anna},\n${bert} `).map(({ name, role }) => [name, role])).toEqual([
      ["anna", "auditor"],
      ["bert@example.org", "viewer"],
    ]);
  });

  it.each([
    ["anna", "role: must be one of viewer, auditor, operator"],
    [":viewer:x", "name: must have 1 to 64 letters"],
    ["anna:root:x", "role: must be one of viewer, auditor, operator"],
    ["anna:viewer:plain-Qm3v8Xz1", "hash: must be what `assent board account` prints"],
  ])("are refused as a whole for %s", (entry, rule) => {
    expect(() => list(entry)).toThrow(EnvError);
    expect(() => list(entry)).toThrow(rule);
    expect(() => list(entry)).not.toThrow("plain-Qm3v8Xz1");
  });

  it("have a name each", () => {
    expect(namesEachOnce(accounts(anna, bert))).toBe(true);
    expect(namesEachOnce(accounts(anna, anna))).toBe(false);
    expect(namesEachOnce({ ...accounts(anna), BOARD_USER: "anna" })).toBe(false);
  });

  it.each([
    [{ name: "a:b", role: "viewer" }, ANNA, "name must have"],
    [{ name: "a", role: "viewer" }, "short", "the password must have at least 12"],
  ] as const)("are not made of %j and %s", async (who, password, rule) => {
    await expect(accountFor(who, password)).rejects.toThrow(rule);
  });
});
