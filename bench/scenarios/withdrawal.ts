/** How long DELETE /consents/{id} takes when the consent has many active sessions, which end in the same transaction. */

import { cloneRows, uuidAt } from "../support/clone-rows.ts";
import { addConsents, type Consent, sessionBody } from "../support/consents.ts";
import { perItem, spent } from "../support/cpu.ts";
import { call, expectStatus } from "../support/http.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { peakRssMiB } from "../support/memory.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { newSystem, type System } from "../support/system.ts";

export async function withdrawal({ services, options, say }: Run): Promise<Measurement[]> {
  const system = await newSystem(services, options.backends[0] ?? "postgres");
  const api = await system.startApi();
  await system.startWorker();
  const measured: Measurement[] = [];
  for (const count of bySize(options.size, [100], [10_000, 200_000])) {
    say(`withdrawal: making ${count} sessions`);
    const { consentId } = await consentWithSessions(system, api.url, count);
    say(`withdrawal over ${count} sessions`);
    const before = await system.meter.read({ api: [api] });
    const value = await secondsToWithdraw(api.url, consentId);
    const cpuUs = perItem(spent(before, await system.meter.read({ api: [api] })), count);
    await assertEnded(system, consentId, count);
    const what = `withdraw a consent with ${count.toLocaleString("en")} sessions`;
    measured.push({ what, who: ASSENT, value, unit: "s", better: "less", cpuUs, also: { api_peak_rss_mib: await peakRssMiB(api.pid) } });
  }
  await system.close();
  return measured;
}

async function consentWithSessions({ sql }: System, url: string, count: number): Promise<Consent> {
  const [consent] = await addConsents(sql, 1);
  if (!consent) throw new Error("no consent");
  await expectStatus(201, call(url, "POST", "/sessions", sessionBody(consent)));
  const copies = { table: "sportsbook_sessions", like: `consent_id = '${consent.consentId}'`, count: count - 1 };
  await cloneRows(sql, { ...copies, set: { id: uuidAt("clock_timestamp()"), created_by_job: "gen_random_uuid()" } });
  await sql`vacuum analyze sportsbook_sessions`;
  return consent;
}

/** The first answer may be 202: what counts is when it is done. @throws Error when it fails */
async function secondsToWithdraw(url: string, consentId: string): Promise<number> {
  const began = performance.now();
  const { status, body } = await call(url, "DELETE", `/consents/${consentId}`);
  if (status === 202) await untilCompleted(url, body["job_id"]);
  else if (status !== 200) throw new Error(`DELETE /consents answered ${status}: ${JSON.stringify(body)}`);
  return (performance.now() - began) / 1_000;
}

async function untilCompleted(url: string, jobId: string) {
  for (;;) {
    const { body } = await expectStatus(200, call(url, "GET", `/jobs/${jobId}`, undefined, { prefer: "wait=30" }));
    if (body["job"].status === "completed") return;
    if (body["job"].status !== "queued") throw new Error(`the withdrawal: ${JSON.stringify(body["job"])}`);
  }
}

async function assertEnded({ sql }: System, consentId: string, expected: number) {
  const [row] = await sql<{ ended: number; audits: number }[]>`
    select (select count(*)::int from sportsbook_sessions where consent_id = ${consentId} and status <> 'active') as ended,
      (select count(*)::int from audit_logs where action = 'consent.withdrawn' and subject = ${`consent:${consentId}`}) as audits`;
  if (row?.ended !== expected || row.audits !== 1) throw new Error(`of ${expected} sessions: ${JSON.stringify(row)}`);
}
