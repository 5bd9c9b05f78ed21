import { connectionVariables, onOneNode } from "@assent/jobs";
import { metricsVariables } from "@assent/metrics";
import { baseEnv, integer, secret } from "@assent/runtime";
import { z } from "zod";
import { accountList, boardPassword, namesEachOnce } from "./accounts.ts";
import { isWhole, OF_PROVIDER, oidcVariables } from "./oidc/env.ts";

export const boardEnv = baseEnv
  .extend({
    HOST: z.string().default("127.0.0.1"),
    PORT: integer(0, 65_535).default(3_000),
    BOARD_PORT: integer(0, 65_535).default(3_001),
    ...metricsVariables,
    ...connectionVariables,
    SESSION_SECRET: secret(),
    BOARD_USER: z
      .string()
      .min(1)
      .max(64)
      .refine((name) => !name.startsWith(OF_PROVIDER), `must not begin with ${OF_PROVIDER}`),
    BOARD_PASSWORD: boardPassword,
    BOARD_ACCOUNTS: accountList.default([]),
    ...oidcVariables,
    API_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).optional(),
  })
  .refine(...onOneNode)
  .refine(namesEachOnce, { path: ["BOARD_ACCOUNTS"], error: "must name each account once, and none like BOARD_USER" })
  .refine(isWhole, {
    path: ["BOARD_OIDC_ISSUER"],
    error: "needs BOARD_OIDC_CLIENT_ID, BOARD_OIDC_CLIENT_SECRET, BOARD_OIDC_ROLES and BOARD_URL as well, and they need it",
  });
export type BoardEnv = z.infer<typeof boardEnv>;
