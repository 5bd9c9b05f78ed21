/** Makes every call of the client once, over whatever way it is given. Prints what came of it. */
import { Assent, isProblem } from "@assent/client";

const { ASSENT_URL = "", USER = "", SEEDED_USER = "", SEEDED_CONSENT = "" } = process.env;
const assent = new Assent({ baseUrl: ASSENT_URL, token: async () => "any", attemptTimeoutMs: 2_000 });
const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 0, minutes)).toISOString();
const nameOf = (error: unknown) => (isProblem(error) ? error.type.split(":").at(-1) : String(error));

async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

const terms = { sportsbook: "tour", session_data: "a-token", expires_at: at(0) };
const waiting = await assent.sessions.enqueue({ ...terms, user_id: SEEDED_USER, consent_id: SEEDED_CONSENT });
const cancelled = await waiting.cancel();
const again = await waiting.cancel();
const retried = await assent.jobs.retry(waiting.id).catch(nameOf);
console.log("no worker was needed so far");

const consent = await assent.consents.grant({
  user_id: USER,
  purpose: "account_session",
  document_version: "1",
  evidence: { form: "tour" },
});
const body = { ...terms, user_id: USER, consent_id: consent.id };
const first = await assent.sessions.create(body);
const job = await assent.sessions.enqueue(body);
const states = (await all(job.events())).map(({ status }) => status);
const second = await job.wait();
const third = await assent.sessions.create(body);
const renewed = await assent.sessions.renew(first.id, { expires_at: at(60) });
const unsealed = await assent.sessions.unseal(first.id, { purpose: "the tour" });
const ended = await assent.sessions.end(second.id);
const revoked = await assent.sessions.revoke(third.id);
const listed = (await all(assent.sessions.list({ user_id: USER, limit: 1 }))).map(({ id }) => id);
const jobs = (await all(assent.jobs.list({ user_id: USER, kind: "session.create" }))).map(({ id }) => id);
const check = await assent.consents.check(consent.id);
const receipt = await assent.consents.receipt(consent.id);
const [row] = await all(assent.audit.list({ subject: `consent:${consent.id}`, action: "consent.granted" }));
const proof = await assent.audit.proof(row?.id ?? "");
const { size } = await assent.audit.checkpoint();
const consistency = await assent.audit.consistency({ from: 1, to: size });
const { sessions_ended } = await assent.consents.withdraw(consent.id, { reason: "the tour is over" });
const refusal = await assent.sessions.create(body).catch((error) => (isProblem(error, "consent-refused") ? error.reasons : nameOf(error)));
const gone = await assent.sessions.unseal(first.id, { purpose: "too late" }).catch(nameOf);

console.log(
  JSON.stringify({
    ...{ cancelled: cancelled.status, again: again.status, retried, states, renewed: renewed.expires_at, data: unsealed.session_data },
    ...{ ended: ended.status, revoked: revoked.status, listedAll: [third, second, first].every(({ id }) => listed.includes(id)) },
    ...{ listed: listed.length, jobs: jobs.includes(job.id), valid: check.valid, receipt: receipt.consent.id === consent.id },
    ...{ proof: proof.leaf.id === row?.id, consistency: consistency.to === size, sessions_ended, refusal, gone },
    ...{ job: (await assent.jobs.get(job.id)).status, session: (await assent.sessions.get(first.id)).status },
    ...{ consent: (await assent.consents.get(consent.id)).status, consents: (await all(assent.consents.list({ user_id: USER }))).length },
  }),
);
