/** Who may log in by an OpenID Connect provider. All of it is given, or nothing. */
import { BOARD_ROLES, type BoardRole } from "@assent/domain";
import { z } from "zod";

/** What the names of its accounts begin with; those of the configuration do not. */
export const OF_PROVIDER = "oidc:";

/** Plain HTTP never leaves the machine. */
export const isLoopback = (url: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

const address = z
  .url({ protocol: /^https?$/, error: "must be an http(s) URL" })
  .refine((url) => url.startsWith("https:") || isLoopback(url), "must be https, unless it is this machine")
  .optional();

const RULE = `must be value:role, and a role one of ${BOARD_ROLES.join(", ")}`;
const entry = z.tuple([z.string(RULE), z.enum(BOARD_ROLES, RULE)], RULE);

/** `value:role`, with white space or commas between them. A value may have colons in it. */
const roles = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .transform((entries) => entries.map((one) => (/^(.+):([^:]*)$/.exec(one) ?? [one]).slice(1)))
  .pipe(z.array(entry));

export const oidcVariables = {
  BOARD_URL: address,
  BOARD_OIDC_ISSUER: address,
  BOARD_OIDC_CLIENT_ID: z.string().min(1).optional(),
  BOARD_OIDC_CLIENT_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  BOARD_OIDC_SCOPE: z
    .string()
    .regex(/(^| )openid( |$)/, "must have openid in it")
    .default("openid"),
  BOARD_OIDC_ROLE_CLAIM: z.string().min(1).default("groups"),
  BOARD_OIDC_ROLES: roles.default([]),
};

const environment = z.object(oidcVariables);
export type OidcEnv = z.infer<typeof environment>;

export interface OidcSettings {
  boardUrl: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  roleClaim: string;
  /** The first that somebody has of the strongest role counts. */
  roles: [value: string, role: BoardRole][];
}

/** @returns undefined when nobody may log in in this way */
export function oidcSettings(env: OidcEnv): OidcSettings | undefined {
  const { BOARD_URL: boardUrl, BOARD_OIDC_ISSUER: issuer, BOARD_OIDC_CLIENT_ID: clientId, BOARD_OIDC_CLIENT_SECRET: clientSecret } = env;
  const { BOARD_OIDC_SCOPE: scope, BOARD_OIDC_ROLE_CLAIM: roleClaim, BOARD_OIDC_ROLES: roles } = env;
  if (!boardUrl || !issuer || !clientId || !clientSecret || roles.length === 0) return undefined;
  return { boardUrl, issuer, clientId, clientSecret, scope, roleClaim, roles };
}

export const isWhole = (env: OidcEnv): boolean =>
  oidcSettings(env) !== undefined ||
  (!env.BOARD_OIDC_ISSUER && !env.BOARD_OIDC_CLIENT_ID && !env.BOARD_OIDC_CLIENT_SECRET && env.BOARD_OIDC_ROLES.length === 0);
