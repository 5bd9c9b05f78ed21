import type { Account } from "../accounts.ts";
import { assetUrl } from "../assets.ts";
import { type Html, html, type Part } from "../html.ts";

export interface Page {
  title: string;
  body: Part;
  status?: number;
  /** Loads the charts' library as well. */
  charts?: boolean;
  /** Asks for the page again by itself, even without a script. */
  retryAfterS?: number | undefined;
}

const SECTIONS = [
  ["/", "Overview"],
  ["/jobs", "Jobs"],
  ["/operations", "Operations"],
  ["/kinds", "Kinds"],
  ["/workers", "Workers"],
  ["/audit", "Audit log"],
  ["/queues", "Raw queues"],
] as const;

const documentOf = (title: string, head: Part, body: Part): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Assent</title>
<link rel="icon" href="${assetUrl("icon.svg")}">
<link rel="stylesheet" href="${assetUrl("console.css")}">
${head}
</head>
<body>
${body}
</body>
</html>
`;

interface Around {
  path: string;
  account: Account | undefined;
}

export const layout = ({ title, body, charts = false, retryAfterS }: Page, { path, account }: Around): Html =>
  documentOf(
    title,
    html`${retryAfterS !== undefined && html`<meta http-equiv="refresh" content="${retryAfterS}">`}
<meta name="htmx-config" content='{"includeIndicatorCSS": false, "history": false, "defaultTimeout": 10000}'>
<script defer src="${assetUrl("htmx.js")}"></script>
${charts && html`<link rel="stylesheet" href="${assetUrl("uplot.css")}"><script defer src="${assetUrl("uplot.js")}"></script>`}
<script defer src="${assetUrl("console.js")}"></script>`,
    html`<a class="skip" href="#main">Skip to the page</a>
<header class="top">
  <a class="brand" href="/"><img src="${assetUrl("icon.svg")}" alt="" width="20" height="20">Assent</a>
  <nav aria-label="Sections">${SECTIONS.map(([at, name]) => html`<a href="${at}"${isIn(path, at) && html` aria-current="page"`}>${name}</a>`)}</nav>
  <form class="find" method="get" action="/find" role="search" aria-label="Find anything">
    <input name="q" type="search" aria-label="Any id: of a user, job, session, consent, worker, request" placeholder="Find any id  /" autocomplete="off" spellcheck="false" required>
  </form>
  <a class="quiet" href="/logout"${account && html` title="${account.name}, ${account.role}"`}>Log out</a>
</header>
<p id="stale" role="status" hidden>The board does not answer; what you see may be old.</p>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${body}
</main>`,
  );

const isIn = (path: string, section: string) => (section === "/" ? path === "/" : path === section || path.startsWith(`${section}/`));

/** Before the login: no way to anywhere. */
export const smallPage = (title: string, body: Part, head: Part = null): Html =>
  documentOf(title, head, html`<main class="small">${body}</main>`);
