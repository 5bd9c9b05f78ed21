/** Forms: each carries the token against forgery, and works without a script. */
import { type Html, html, type Part } from "../html.ts";

export interface Field {
  name: string;
  label: string;
  value?: string | undefined;
  /** Offered instead of free text; "" stands for any. */
  options?: readonly string[];
  type?: "text" | "datetime-local";
  hint?: string;
}

export const input = ({ name, label, value = "", options, type = "text", hint }: Field): Html => html`<label>
  <span>${label}</span>
  ${
    options
      ? html`<select name="${name}">${["", ...options].map((option) => choice(option, value))}</select>`
      : html`<input name="${name}" type="${type}" value="${value}"${type === "datetime-local" && html` step="1"`} placeholder="${hint}" autocomplete="off" spellcheck="false">`
  }
</label>`;

const choice = (option: string, chosen: string) =>
  html`<option value="${option}"${option === chosen && html` selected`}>${option === "" ? "any" : option}</option>`;

/** Of a list: it stays in the address. */
export const filterForm = (path: string, fields: Field[]): Html =>
  html`<form class="filters" method="get" action="${path}" role="search" aria-label="Filter">${fields.map(input)}<button>Filter</button></form>`;

export interface Action {
  path: string;
  label: string;
  csrf: string;
  tone?: "danger";
  hidden?: Record<string, string | undefined>;
  /** Asks why; the answer is on record. */
  reason?: boolean;
  more?: Part;
}

export const actionForm = ({ path, label, csrf, tone, hidden = {}, reason = false, more }: Action): Html => html`
  <form class="action" method="post" action="${path}">
    <input type="hidden" name="_csrf" value="${csrf}">
    ${Object.entries(hidden).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
    ${more}
    ${reason && html`<label><span>Reason, for the record</span><input name="reason" maxlength="500" autocomplete="off"></label>`}
    <button class="${tone}">${label}</button>
  </form>`;
