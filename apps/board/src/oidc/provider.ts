/** An OpenID Connect provider: the code flow with PKCE. What is not exactly as it should be throws, and is no login. */
import { BOARD_ROLES } from "@assent/domain";
import * as oidc from "openid-client";
import type { Account } from "../accounts.ts";
import { isLoopback, OF_PROVIDER, type OidcSettings } from "./env.ts";

/** What a browser keeps between its way to the provider and back. */
export interface Pending {
  state: string;
  nonce: string;
  verifier: string;
}

export interface Provider {
  /** @returns where the browser goes to */
  begin(): Promise<{ url: string; pending: Pending }>;
  /** @param query with which it came back @returns undefined for somebody who has no role here */
  finish(query: string, pending: Pending): Promise<Account | undefined>;
}

export const CALLBACK = "/login/oidc/callback";
const PATIENCE_S = 5;

export function providerOf(settings: OidcSettings): Provider {
  const redirectUri = new URL(CALLBACK, settings.boardUrl).href;
  let known: oidc.Configuration | undefined;
  const configuration = async () => {
    known ??= await discover(settings);
    return known;
  };

  return {
    async begin() {
      const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        ...{ redirect_uri: redirectUri, scope: settings.scope, state: pending.state, nonce: pending.nonce },
        ...{ code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier), code_challenge_method: "S256" },
      });
      return { url: url.href, pending };
    },
    async finish(query, { state, nonce, verifier }) {
      const tokens = await oidc.authorizationCodeGrant(await configuration(), new URL(query, redirectUri), {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      });
      return accountIn(tokens.claims() ?? {}, settings);
    },
  };
}

/** The signature of what it says of somebody is checked too, and not only the connection by which it came. */
const discover = ({ issuer, clientId, clientSecret }: OidcSettings) =>
  oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
    timeout: PATIENCE_S,
    execute: [oidc.enableNonRepudiationChecks, ...(isLoopback(issuer) ? [oidc.allowInsecureRequests] : [])],
  });

/** By the subject, which a provider never gives to somebody else. No account of the configuration has a colon in its name. */
export function accountIn(
  claims: Record<string, unknown>,
  { roleClaim, roles }: Pick<OidcSettings, "roleClaim" | "roles">,
): Account | undefined {
  const { sub, [roleClaim]: given } = claims;
  const has = [given].flat();
  const role = BOARD_ROLES.findLast((one) => roles.some(([value, itsRole]) => itsRole === one && has.includes(value)));
  return typeof sub === "string" && role ? { name: `${OF_PROVIDER}${sub}`, role } : undefined;
}
