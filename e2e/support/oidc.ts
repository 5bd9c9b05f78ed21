/** An OpenID Connect provider of the test's own, at which people log in without a password, and a browser that goes there and back. */
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { afterAll } from "./after-all.ts";
import type { Operator, Page } from "./operator.ts";
import { freePort } from "./ports.ts";

export const CLIENT = { id: "assent-board", secret: "oidc-W4nR8sKq2vXt7bZm" };

export interface OidcProvider {
  issuer: string;
  /** Follows the way from a page of the board to the provider, logs in there, and @returns where it sends the browser back to. */
  logIn(start: Page, login: string): Promise<string>;
}

/** @param groups of each who may log in */
export async function oidcProvider(redirectUri: string, groups: Record<string, string[]>): Promise<OidcProvider> {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub", "groups"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["of-the-test"] },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, groups: groups[id] }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: CLIENT.id, accountId: oidc.session?.accountId ?? "" });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(Number(new URL(issuer).port), "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    issuer,
    async logIn(start, login) {
      const browser = browserOf();
      let at = start.headers.get("location") ?? "";
      while (at.startsWith(issuer)) {
        const { pathname } = new URL(at);
        const form = pathname.startsWith("/interaction/") ? { prompt: "login", login, password: "any" } : undefined;
        at = await browser(at, form);
      }
      return at;
    },
  };
}

/** @returns a visit to an address, which answers where it leads to */
function browserOf() {
  const jar = new Map<string, string>();
  return async function visit(url: string, form?: Record<string, string>): Promise<string> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = form ? { method: "POST", body: new URLSearchParams(form) } : {};
    const answer = await fetch(url, { ...sent, redirect: "manual", headers: { cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${url} answered ${answer.status} and leads nowhere: ${await answer.text()}`);
    return new URL(location, url).href;
  };
}

/** All of it: from the board's login page until the provider has sent the browser back. */
export async function logInBy(provider: OidcProvider, operator: Operator, login: string): Promise<Page> {
  const back = new URL(await provider.logIn(await operator.get("/login/oidc"), login));
  return operator.get(back.pathname + back.search);
}
