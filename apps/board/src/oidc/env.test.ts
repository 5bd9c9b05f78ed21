import { readEnv } from "@assent/runtime";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isWhole, oidcSettings, oidcVariables } from "./env.ts";
import { accountIn } from "./provider.ts";

const ALL = {
  ...{ BOARD_URL: "https://board.example.org", BOARD_OIDC_ISSUER: "https://login.example.org/realm" },
  ...{
    BOARD_OIDC_CLIENT_ID: "board",
    BOARD_OIDC_CLIENT_SECRET: "oidc-W4nR8sKq2vXt7bZm",
    BOARD_OIDC_ROLES: "urn:ops:operator, eyes:viewer",
  },
};
const read = (env: Record<string, string>) => readEnv(z.object(oidcVariables), env);

describe("the settings of a provider", () => {
  it("are there when all are given", () => {
    expect(oidcSettings(read(ALL))).toMatchObject({
      ...{ scope: "openid", roleClaim: "groups" },
      roles: [
        ["urn:ops", "operator"],
        ["eyes", "viewer"],
      ],
    });
    expect(isWhole(read({}))).toBe(true);
    expect(isWhole(read({ BOARD_URL: ALL.BOARD_URL }))).toBe(true);
  });

  it.each(Object.keys(ALL))("are not whole without %s", (name) => {
    const { [name]: _, ...others } = ALL as Record<string, string>;
    expect([oidcSettings(read(others)), isWhole(read(others))]).toEqual([undefined, false]);
  });

  it.each([
    ["BOARD_OIDC_ISSUER", "http://login.example.org", "must be https"],
    ["BOARD_URL", "http://board.example.org", "must be https"],
    ["BOARD_OIDC_ROLES", "ops:root", "must be value:role"],
    ["BOARD_OIDC_ROLES", "operator", "must be value:role"],
    ["BOARD_OIDC_SCOPE", "profile", "must have openid in it"],
    ["BOARD_OIDC_CLIENT_SECRET", "short", "at least 16"],
  ])("refuse %s=%s", (name, value, rule) => {
    expect(() => read({ ...ALL, [name]: value })).toThrow(rule);
  });
});

describe("accountIn", () => {
  const settings = { roleClaim: "groups", roles: read(ALL).BOARD_OIDC_ROLES };

  it.each([
    [
      { sub: "1", groups: "eyes" },
      { name: "oidc:1", role: "viewer" },
    ],
    [
      { sub: "1", groups: ["eyes", "urn:ops"] },
      { name: "oidc:1", role: "operator" },
    ],
    [{ sub: "1", groups: [] }, undefined],
    [{ sub: "1" }, undefined],
    [{ sub: "1", groups: { eyes: true } }, undefined],
    [{ groups: "eyes" }, undefined],
    [{ sub: 1, groups: "eyes" }, undefined],
  ])("finds in %j %j", (claims, account) => expect(accountIn(claims, settings)).toEqual(account));
});
