import { smallPage } from "./console/layout.ts";
import { type Html, html } from "./html.ts";

export const loginPage = (csrfToken: string, message = "", byProvider = false): Html =>
  smallPage(
    "Log in",
    html`<form class="card" method="post" action="/login">
  <h1>Assent board</h1>
  <input type="hidden" name="_csrf" value="${csrfToken}">
  <label><span>User</span><input name="user" autocomplete="username" required autofocus></label>
  <label><span>Password</span><input name="password" type="password" autocomplete="current-password" required></label>
  <button>Log in</button>
  ${byProvider && html`<p><a class="button" href="/login/oidc">Log in with OpenID Connect</a></p>`}
  <p role="alert">${message}</p>
</form>`,
  );

export const logoutPage = (): Html =>
  smallPage(
    "Log out",
    html`<form class="card" method="post" action="/logout">
  <h1>Assent board</h1>
  <button>Log out</button>
</form>`,
  );

/** Instead of a redirect: a browser that comes from another site would not send the cookie that it was just given. */
export const enteredPage = (): Html =>
  smallPage("Logged in", html`<p class="card"><a href="/">Go on</a></p>`, html`<meta http-equiv="refresh" content="0; url=/">`);
