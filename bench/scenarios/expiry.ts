/** Sessions that are all due in the same second, while others are created; and how late one expires in quiet times. */
import { setTimeout as delay } from "node:timers/promises";
import { cloneRows, uuidAt } from "../support/clone-rows.ts";
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { perItem, spent } from "../support/cpu.ts";
import { call, expectStatus } from "../support/http.ts";
import { keepPosting } from "../support/load.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { newSystem, type System } from "../support/system.ts";
import { waitFor } from "../support/wait-for.ts";

const CALLERS = 50;
/** The least time to make the sessions in, also on a machine that is busy. */
const LEAD_MS = 8_000;
const COMMON = { who: ASSENT, better: "less" } as const;

export async function expiry(run: Run): Promise<Measurement[]> {
  const system = await newSystem(run.services, run.options.backends[0] ?? "postgres");
  const api = await system.startApi();
  const programs = { api: [api], worker: [await system.startWorker()] };
  const measured = [...(await allAtOnce(run, system, api.url, programs)), ...(await oneByOne(run, system, api.url))];
  await system.close();
  return measured;
}

async function allAtOnce({ options, say }: Run, system: System, url: string, programs: Parameters<System["meter"]["read"]>[0]) {
  const count = bySize(options.size, 200, 100_000);
  const baselineMs = bySize(options.size, 500, 5_000);
  const due = Date.now() + 2 * baselineMs + Math.max(LEAD_MS, count / 4);
  say(`expiry: making ${count} sessions`);
  const consentId = await sessionsThatEnd(system, url, count, `'${new Date(due).toISOString()}'::timestamptz`);
  if (Date.now() > due - 2 * baselineMs) throw new Error("making the sessions took too long");
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const others = keepPosting({ url, path: "/api/v1/sessions", bodies, connections: CALLERS });
  say(`expiry: ${count} are due in ${Math.round((due - Date.now()) / 1_000)} s`);
  await delay(due - Date.now());
  const before = await system.meter.read(programs);
  const last = await lastEnd(system, consentId, say);
  const cpuUs = perItem(spent(before, await system.meter.read(programs)), count);
  await others.stop();
  const rates = {
    creates_per_second_before: others.rateBetween(due - baselineMs, due),
    creates_per_second_during: others.rateBetween(due, last),
  };
  const what = `expire ${count.toLocaleString("en")} sessions due in the same second`;
  return [{ ...COMMON, what, value: (last - due) / 1_000, unit: "s", cpuUs, also: rates }];
}

/** Without any other work. */
async function oneByOne({ options, say }: Run, system: System, url: string): Promise<Measurement[]> {
  const [perSecond, seconds] = bySize(options.size, [50, 2], [200, 30]);
  const start = new Date(Date.now() + 2_000).toISOString();
  const at = `'${start}'::timestamptz + n * interval '${1_000 / perSecond} milliseconds'`;
  const consentId = await sessionsThatEnd(system, url, perSecond * seconds, at);
  say(`expiry: ${perSecond} a second for ${seconds} s`);
  await lastEnd(system, consentId, say);
  const [late] = await system.sql<{ p50: number; p99: number }[]>`
    select percentile_cont(0.5) within group (order by late) as p50, percentile_cont(0.99) within group (order by late) as p99
    from (select extract(epoch from ended_at - expires_at)::float8 as late from sportsbook_sessions where consent_id = ${consentId}) s`;
  const what = `lateness of an expiry, ${perSecond} a second`;
  return [
    { ...COMMON, what: `${what}, p50`, value: late?.p50 ?? Number.NaN, unit: "s" },
    { ...COMMON, what: `${what}, p99`, value: late?.p99 ?? Number.NaN, unit: "s" },
  ];
}

/** Active sessions under a new consent. @param expiresAt SQL; `n` counts them @returns the consent */
async function sessionsThatEnd({ sql }: System, url: string, count: number, expiresAt: string): Promise<string> {
  const [consent] = await addConsents(sql, 1);
  if (!consent) throw new Error("no consent");
  const { body } = await expectStatus(201, call(url, "POST", "/sessions", sessionBody(consent)));
  const set = { id: uuidAt("clock_timestamp()"), created_by_job: "gen_random_uuid()", expires_at: expiresAt };
  await cloneRows(sql, { table: "sportsbook_sessions", like: `id = '${body["session"].id}'`, count, set });
  await expectStatus(200, call(url, "DELETE", `/sessions/${body["session"].id}`));
  await sql`vacuum analyze sportsbook_sessions`;
  return consent.consentId;
}

/** @returns when the last of them expired, in milliseconds since 1970. */
async function lastEnd({ sql }: System, consentId: string, say: (line: string) => void): Promise<number> {
  const active = async () => {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from sportsbook_sessions where consent_id = ${consentId} and status = 'active'`;
    say(`expiry: ${row?.n} have not expired yet`);
    return row?.n === 0;
  };
  await waitFor("all sessions expire", active, 180_000, 500);
  const [row] = await sql<{ last: number }[]>`
    select extract(epoch from max(ended_at))::float8 * 1000 as last from sportsbook_sessions
    where consent_id = ${consentId} and status = 'expired'`;
  return row?.last ?? Number.NaN;
}
