/** Every page of the operators' console that reads what grows, as a browser asks for it. */
import { newId } from "@assent/domain";
import { usersOfHistory } from "./history.ts";
import { percentile } from "./load.ts";
import { LOGIN, type System } from "./system.ts";

export interface PageTime {
  path: string;
  /** Of the requests after the first one, in milliseconds. */
  p50: number;
  most: number;
}

/** @param requests how many for each page, after one that does not count */
export async function timeConsole(system: System, requests: number, tell: (done: number, all: number) => void): Promise<PageTime[]> {
  const { url, stop } = await system.startBoard();
  const cookie = await logIn(url);
  const paths = await pathsOf(system);
  const timed: PageTime[] = [];
  for (const path of paths) {
    tell(timed.length, paths.length);
    timed.push({ path, ...(await time(url + path, cookie, requests)) });
  }
  await stop();
  return timed;
}

async function pathsOf({ sql }: System): Promise<string[]> {
  const { heavy, light } = await usersOfHistory({ sql } as System);
  const [known] = await sql<{ job: string; session: string; at: string }[]>`
    select (select max(id::text) from jobs where kind = 'session.create') as job,
      (select id from sportsbook_sessions where user_id = ${light.userId} limit 1) as session,
      to_char(now() - interval '30 days', 'YYYY-MM-DD"T"HH24:MI') as at`;
  const { job = "", session = "", at = "" } = known ?? {};
  const searches = ["", "status=failed", "status=queued", "kind=session.create&status=refused", `user=${heavy.userId}`];
  const more = [
    `user=${light.userId}&status=failed`,
    `since=${at}`,
    `until=${at}&status=refused`,
    "principal=nobody",
    `request=${newId()}`,
  ];
  const rare = [`kind=consent.check`, `principal=nobody&status=failed`, `principal=nobody&user=${heavy.userId}`];
  const audits = ["", "actor=nobody", "action=session.created", "outcome=refused", `user=${heavy.userId}`, `since=${at}&actor=nobody`];
  return [
    ...["/", "/figures.json", "/kinds", "/kinds/session.create", "/workers", "/operations"],
    ...[...searches, ...more, ...rare].map((search) => `/jobs?${search}`),
    ...["retry", "cancel"].flatMap((action) =>
      ["", `&user=${heavy.userId}`, "&principal=nobody", `&since=${at}`].map((search) => `/operations/new?action=${action}${search}`),
    ),
    ...[`/jobs/${job}`, `/sessions/${session}`, `/users/${heavy.userId}`, `/users/${light.userId}`, `/users/${heavy.userId}/sessions`],
    ...[`/consents/${heavy.consentId}`, ...audits.map((search) => `/audit?${search}`), `/find?q=${job}`, `/find?q=${newId()}`],
  ];
}

async function logIn(url: string): Promise<string> {
  const form = await fetch(`${url}/login`);
  const [, csrf = ""] = /name="_csrf" value="([^"]+)"/.exec(await form.text()) ?? [];
  const body = new URLSearchParams({ user: LOGIN.BOARD_USER, password: LOGIN.BOARD_PASSWORD, _csrf: csrf });
  const headers = { cookie: cookiesOf(form), origin: url };
  const answer = await fetch(`${url}/login`, { method: "POST", redirect: "manual", headers, body });
  if (answer.status !== 302) throw new Error(`the board's login answered ${answer.status}`);
  return cookiesOf(answer);
}

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

async function time(url: string, cookie: string, requests: number): Promise<Pick<PageTime, "p50" | "most">> {
  const times: number[] = [];
  for (let i = 0; i <= requests; i++) {
    const began = performance.now();
    const answer = await fetch(url, { redirect: "manual", headers: { cookie, accept: "text/html" } });
    await answer.text();
    if (answer.status >= 400) throw new Error(`${url} answered ${answer.status}`);
    if (i > 0) times.push(performance.now() - began);
  }
  return { p50: percentile(times, 50), most: Math.max(...times) };
}
