import { smallPage } from "./console/layout.ts";
import { type Html, html } from "./html.ts";

export const loginPage = (csrfToken: string, message = ""): Html =>
  smallPage(
    "Log in",
    html`<form class="card" method="post" action="/login">
  <h1>Assent board</h1>
  <input type="hidden" name="_csrf" value="${csrfToken}">
  <label><span>User</span><input name="user" autocomplete="username" required autofocus></label>
  <label><span>Password</span><input name="password" type="password" autocomplete="current-password" required></label>
  <button>Log in</button>
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
