/** What pages are made of. */
import type { JobStatus } from "@assent/domain";
import { MOST_QUEUED } from "@assent/jobs";
import { type Html, html, type Part } from "../html.ts";

/** In UTC; a script adds the reader's own time. */
export const time = (at: Date | null | undefined): Part =>
  at
    ? html`<time datetime="${at.toISOString()}">${at.toISOString().replace("T", " ").slice(0, 19)}<span class="quiet"> UTC</span></time>`
    : "–";

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

export function duration(ms: number | null): string {
  if (ms === null) return "–";
  const [size, unit] = UNITS.find(([size]) => ms >= size) ?? [1, "ms"];
  const value = ms / size;
  return `${value < 10 && unit !== "ms" ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export const count = (n: number): string => n.toLocaleString("en");
/** Of open jobs no more than MOST_QUEUED are counted. */
export const waiting = (n: number): string => (n < MOST_QUEUED ? count(n) : `${count(n)} or more`);
export const rate = (n: number): string => (n >= 100 ? count(Math.round(n)) : n.toFixed(n === 0 ? 0 : 1));
export const mebibytes = (bytes: number): string => `${count(Math.round(bytes / 1_048_576))} MiB`;
export const plural = (n: number, word: string): string => `${count(n)} ${word}${n === 1 ? "" : "s"}`;

const TONES: Record<string, string> = {
  ...{ completed: "good", running: "good", active: "good", valid: "good", ok: "good" },
  ...{ queued: "calm", draining: "warn", starting: "calm", refused: "warn", expired: "quiet", paused: "warn" },
  ...{ failed: "bad", lost: "bad", revoked: "quiet", withdrawn: "quiet", cancelled: "quiet", stopped: "quiet" },
} satisfies Record<JobStatus, string> & Record<string, string>;

export const badge = (status: string): Html => html`<span class="badge ${TONES[status] ?? "quiet"}">${status}</span>`;

/** The end of an id tells rows apart; its beginning is the time. */
export const id = (whole: string | null, at: string): Part =>
  whole === null ? "–" : html`<a class="id" href="${at}/${encodeURIComponent(whole)}" title="${whole}">…${whole.slice(-8)}</a>`;

export interface Column<Row> {
  name: string;
  cell(row: Row): Part;
  numeric?: boolean;
}

/** On a narrow screen each row is a card, and each cell says whose it is. */
export function table<Row>(caption: string, columns: Column<Row>[], rows: readonly Row[], empty = "Nothing here."): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<table>
    <caption class="unseen">${caption}</caption>
    <thead><tr>${columns.map(({ name, numeric }) => html`<th scope="col"${numeric && html` class="number"`}>${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map((column) => cellOf(column, row))}</tr>`)}</tbody>
  </table>`;
}

const cellOf = <Row>({ name, cell, numeric }: Column<Row>, row: Row): Html =>
  html`<td data-label="${name}"${numeric && html` class="number"`}>${cell(row)}</td>`;

export const facts = (pairs: [name: string, value: Part][]): Html =>
  html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value ?? "–"}</dd></div>`)}</dl>`;

export const json = (value: unknown): Html => html`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`;

export const card = (title: string, body: Part, aside?: Part): Html =>
  html`<section class="card"><header><h2>${title}</h2>${aside}</header>${body}</section>`;

export const query = (values: Record<string, string | undefined>): string => {
  const given = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "");
  return new URLSearchParams(given).toString();
};

export const older = (path: string, values: Record<string, string | undefined>, next: string | undefined): Part =>
  next !== undefined &&
  html`<nav class="pager" aria-label="Pages"><a href="${path}?${query({ ...values, before: next })}">Older →</a></nav>`;

const LIVE_MS = 1_000;

/** What is asked for again every second, without the page around it, for as long as it may change. */
export const live = (url: string, body: Part, mayChange = true): Html =>
  mayChange
    ? html`<div id="live" hx-get="${url}" hx-trigger="every ${LIVE_MS}ms" hx-select="#live" hx-swap="outerMorph">${body}</div>`
    : html`<div id="live">${body}</div>`;
