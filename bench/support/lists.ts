/** Every list endpoint, with the filters that the API documents, at its first page and deep into it. */
import { uuidAt } from "./clone-rows.ts";
import { type Known, usersOfHistory } from "./history.ts";
import { call, expectStatus } from "./http.ts";
import { percentile } from "./load.ts";
import type { System } from "./system.ts";

export interface ListTime {
  path: string;
  page: "first" | "deep";
  /** Of the requests after the first few, in milliseconds. */
  p50: number;
  most: number;
  rows: number;
}

const WARM_UP = 2;

const ofUser = (path: string, { userId }: Known) => `${path}?user_id=${userId}`;

function pathsOf({ heavy, light }: { heavy: Known; light: Known }): string[] {
  const sessions = ["", "?sportsbook=bench", "?sportsbook=none", "?status=active", "?status=expired", "?status=revoked"];
  const jobs = ["", "?kind=session.create", "?kind=session.revoke", "?kind=consent.check", "?status=completed", "?status=failed"];
  const more = ["?status=cancelled", "?status=queued", "?kind=session.create&status=refused", "?kind=session.revoke&status=refused"];
  const audits = ["", "?action=session.created", "?action=session.expired", "?action=worker.lost", "?outcome=refused", "?outcome=failed"];
  const ofBoth = [heavy, light].flatMap((user) => [
    ...[ofUser("/sessions", user), `${ofUser("/sessions", user)}&status=active`, `${ofUser("/sessions", user)}&sportsbook=bench`],
    ...[`/sessions?consent_id=${user.consentId}`, `/sessions?consent_id=${user.consentId}&status=revoked`],
    ...[`/sessions?consent_id=${user.consentId}&status=active`, ofUser("/jobs", user), `${ofUser("/jobs", user)}&status=cancelled`],
    ...[`${ofUser("/jobs", user)}&kind=session.revoke`, ofUser("/audit-logs", user), `${ofUser("/audit-logs", user)}&outcome=refused`],
    ...[`${ofUser("/audit-logs", user)}&action=session.expired`, ofUser("/consents", user)],
  ]);
  return [
    ...sessions.map((query) => `/sessions${query}`),
    ...[...jobs, ...more].map((query) => `/jobs${query}`),
    ...audits.map((query) => `/audit-logs${query}`),
    ...["/audit-logs?action=session.created&outcome=refused", `/audit-logs?subject=session:${heavy.userId}`],
    ...["/consents", "/workers", ...ofBoth],
  ];
}

/** @param requests how many to each page, after two that do not count */
export async function timeLists(
  system: System,
  url: string,
  requests: number,
  tell: (done: number, all: number) => void,
): Promise<ListTime[]> {
  const paths = pathsOf(await usersOfHistory(system));
  const deep = await cursorBefore(system, "30 days");
  const timed: ListTime[] = [];
  for (const path of paths) {
    tell(timed.length / 2, paths.length);
    timed.push({ path, page: "first", ...(await time(url, path, requests)) });
    timed.push({ path, page: "deep", ...(await time(url, `${path}${path.includes("?") ? "&" : "?"}cursor=${deep}`, requests)) });
  }
  return timed;
}

/** A cursor is the id of the last row seen, so one can be made for a page that it would take hours to walk to. */
async function cursorBefore({ sql }: System, ago: string): Promise<string> {
  const [row] = await sql.unsafe<{ id: string }[]>(`select ${uuidAt(`now() - interval '${ago}'`)} as id`);
  return Buffer.from(row?.id ?? "").toString("base64url");
}

async function time(url: string, path: string, requests: number): Promise<Pick<ListTime, "p50" | "most" | "rows">> {
  const times: number[] = [];
  let rows = 0;
  for (let i = 0; i < WARM_UP + requests; i++) {
    const { ms, body } = await expectStatus(200, call(url, "GET", path));
    rows = (Object.values(body).find(Array.isArray) as unknown[]).length;
    if (i >= WARM_UP) times.push(ms);
  }
  return { p50: percentile(times, 50), most: Math.max(...times), rows };
}
