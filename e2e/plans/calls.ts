/** Every query whose cost must not grow with the tables, as it is called. */
import * as db from "@assent/db";
import { type AuditAction, type AuditOutcome, BEGINNING, type JobStatus, problemOf, type SessionStatus } from "@assent/domain";
import { consentOf, DAY_MINUTES, HEAVY, KINDS, nth, numbered, QUEUED, ROWS } from "./fill.ts";

export type Call = [name: string, run: (on: db.Db & db.Tx) => Promise<unknown>, most: Most];
/** What one statement of it may read: rows of tables, and pages of 8 KiB of tables and indexes. A whole index has 7,000. */
export interface Most {
  rows: number;
  pages: number;
}

const BATCH = 500;
/** One row, in any of the partitions. */
const ONE: Most = { rows: 20, pages: 200 };
const MANY: Most = { rows: 4 * BATCH, pages: 10 * BATCH };
/** A new row is written to each index, and each session's consent is looked up. */
const NEW: Most = { rows: 4 * BATCH, pages: 60 * BATCH };
/** As much from each group; there are up to twenty of them. */
const PAGE: Most = { rows: 20 * 51, pages: 50 * 51 };
/** Where no index knows a column, so many of each group are looked through for it. */
const LOOKED_THROUGH: Most = { rows: 20 * 5_000, pages: 40 * 5_000 };
const SECRETS = ["session_data"];

/** @param start see `nth` */
export function hotCalls(start: number): Call[] {
  /** Of the middle of the backlog. */
  const ids = Array.from({ length: BATCH }, (_, i) => nth(start, ROWS - QUEUED / 2 + i));
  const [id = ""] = ids;
  const run = { workerId: numbered(1), startedAt: new Date() };
  const settlements = ids.map((one) => ({ id: one, status: "completed" as const, result: {}, problem: null }));
  const created = {
    actor: "test",
    action: "session.created",
    subject: "session:x",
    outcome: "ok",
    userId: numbered(1),
    jobId: id,
  } as const;
  const entries = ids.map(() => created);
  const origin = { actor: "test", jobId: id, workerId: null, requestId: null };
  const consents = ids.map((_, i) => consentOf(i));
  const keys = ids.map((_, i) => ({ principal: "engine", idempotencyKey: `key-${i + 1}` }));
  const [keyless, keyed] = [newJobs(start, () => null), newJobs(start, (i) => `key-${i * 2}`)];
  const afterNone = { "session.create": nth(start, 0), "consent.check": nth(start, 0) };
  return [
    ["insertJobs", (on) => db.insertJobs(on, keyless), NEW],
    ["insertJobs with keys", (on) => db.insertJobs(on, keyed), NEW],
    ["findByIdempotencyKeys", (on) => db.findByIdempotencyKeys(on, keys), MANY],
    ["forgetKeys", (on) => db.forgetKeys(on, 0, BATCH), MANY],
    ["claimJobs", (on) => db.claimJobs(on, "session.create", ids, SECRETS), MANY],
    ["shareConsents", (on) => db.shareConsents(on, consents), MANY],
    ["consentsBeingWithdrawn", (on) => db.consentsBeingWithdrawn(on, consents), ONE],
    ["lockConsents", (on) => db.lockConsents(on, consents), MANY],
    ["insertSessionsOf", (on) => db.insertSessionsOf(on, ids, new Date()), NEW],
    ["settleJobs", (on) => db.settleJobs(on, settlements, SECRETS, run), NEW],
    ["appendAudit", (on) => db.appendAudit(on, entries), NEW],
    ...eventCalls(),
    ["announceJobs", (on) => db.announceJobs(on, ids), ONE],
    ["readOutcomes", (on) => db.readOutcomes(on, ids), MANY],
    ["findJobs", (on) => db.findJobs(on, ids), MANY],
    ["countOpenJobs", (on) => db.countOpenJobs(on, numbered(HEAVY), BATCH), MANY],
    [
      "useLimits",
      (on) =>
        db.useLimits(
          on,
          ids.map((key) => ({ key, points: 1, windowMs: 60_000 })),
        ),
      MANY,
    ],
    ["onlyOpen", (on) => db.onlyOpen(on, ids), MANY],
    ["openByAttempts", (on) => db.openByAttempts(on, ids), MANY],
    ["overdueJobs", (on) => db.overdueJobs(on, afterNone, 0, BATCH), MANY],
    ["backlogByKind", (on) => db.backlogByKind(on, Object.keys(afterNone)), { rows: 110_000, pages: 110_000 }],
    ["standingOf", (on) => db.standingOf(on, { id, kind: "session.create" }, null), { rows: 3 * db.MOST_AHEAD, pages: 200 }],
    ["countAttempt", (on) => db.countAttempt(on, id), ONE],
    ["failJob", (on) => db.failJob(on, id, problemOf("job-failed", "x"), null), ONE],
    ["cancelJob", (on) => db.cancelJob(on, id, SECRETS), ONE],
    ["reopenJob", (on) => db.reopenJob(on, id), ONE],
    ["dropSecretsUnder", (on) => db.dropSecretsUnder(on, consents.slice(0, 1), SECRETS), ONE],
    ["lockSessions", (on) => db.lockSessions(on, ids), MANY],
    ["findSession", (on) => db.findSession(on, id), ONE],
    ["lockSealedSession", (on) => db.lockSealedSession(on, nth(start, ROWS - 1)), ONE],
    ["findConsent", (on) => db.findConsent(on, consentOf(1)), ONE],
    ["dueSessions", (on) => db.dueSessions(on, 1_000), ONE],
    ["expireDueSessions", (on) => db.expireDueSessions(on, BATCH, new Date(), origin), NEW],
    ["takeDueTasks", (on) => db.takeDueTasks(on, { prune: 1 }), ONE],
    ["fleetState", (on) => db.fleetState(on), ONE],
    ["recentFigures", (on) => db.recentFigures(on, 60), { rows: (60 + 1) * KINDS, pages: 4 * (60 + 1) * KINDS }],
    [
      "countsInSteps",
      (on) => db.countsInSteps(on, DAY_MINUTES, 15),
      { rows: (DAY_MINUTES + 1) * KINDS, pages: 2 * (DAY_MINUTES + 1) * KINDS },
    ],
    ["runningTwin", (on) => db.runningTwin(on, { action: "retry", filter: { status: "failed" } }), ONE],
    ["takeOperation", (on) => db.takeOperation(on), ONE],
    ["reopenJobs", (on) => db.reopenJobs(on, ids, { "session.create": SECRETS }), MANY],
    ["cancelJobs", (on) => db.cancelJobs(on, ids, Object.keys(afterNone), SECRETS), MANY],
  ];
}

const newJobs = (start: number, keyOf: (i: number) => string | null): db.NewJob[] =>
  Array.from({ length: BATCH }, (_, i) => ({
    ...{ id: nth(start, ROWS + 1 + i), kind: "session.create", payload: {}, principal: "engine", userId: numbered(1) },
    ...{ requestId: null, traceparent: null, idempotencyKey: keyOf(i), requestHash: keyOf(i) },
  }));

/** From the beginning, in the middle of what was late, and at the end; the rows in the table are all of a few transactions. */
function eventCalls(): Call[] {
  const LOOKED_AT: Most = { rows: 3 * 2_000, pages: 4 * 2_000 };
  const open = (ids: bigint[]) => ({ ids, from: 5n, below: 9n });
  const late = { place: 3n, open: open([3n]), late: { place: 1n, open: open([4n]) } };
  const rare = { userId: numbered(7), types: ["job.failed" as const] };
  return [
    ["readEvents", (on) => db.readEvents(on, BEGINNING, {}, 100), LOOKED_AT],
    ["readEvents of a user", (on) => db.readEvents(on, { place: BigInt(ROWS / 2), open: open([3n, 4n]) }, rare, 100), LOOKED_AT],
    ["readEvents late", (on) => db.readEvents(on, late, {}, 100), LOOKED_AT],
    ["latestEventCursor", (on) => db.latestEventCursor(on), ONE],
    ["eventCursorAt", (on) => db.eventCursorAt(on, new Date(0).toISOString()), { rows: 3_000, pages: 3_000 }],
    ["expireConsents", (on) => db.expireConsents(on, BATCH), ONE],
  ];
}

/** When a job of this id was accepted. */
const timeOf = (id: string) => new Date(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toISOString();

/** Any number of these values, or none of them, of each filter. */
const combinations = <Filters extends object>(values: { [Name in keyof Filters]: Filters[Name][] }): Filters[] =>
  Object.entries<unknown[]>(values).reduce(
    (all, [name, some]) => all.flatMap((one) => [one, ...some.map((value) => ({ ...one, [name]: value }))]),
    [{} as Filters],
  );

/** Each list with each combination of common and rare values, at its beginning and far down. */
export function listCalls(start: number): Call[] {
  const users = [numbered(HEAVY), numbered(7)];
  const pages: db.Page[] = [{ limit: 51 }, { limit: 51, before: nth(start, ROWS / 10) }];
  const of = <Filters extends object>(
    name: string,
    list: (on: db.Db, filters: Filters, page: db.Page) => Promise<unknown>,
    values: { [Name in keyof Filters]: Filters[Name][] },
    most = PAGE,
  ): Call[] =>
    combinations(values).flatMap((filters) =>
      pages.map((page): Call => [`${name} ${JSON.stringify({ ...filters, ...page })}`, (on) => list(on, filters, page), most]),
    );
  return [
    ...of("listJobs", db.listJobs, {
      kind: ["session.create", "consent.check"],
      status: ["queued", "completed", "failed", "cancelled"] as JobStatus[],
      userId: users,
    }),
    ...of("listSessions", db.listSessions, {
      userId: users,
      sportsbook: ["book_0", "rare_book"],
      status: ["active", "expired", "revoked"] as SessionStatus[],
      consentId: [consentOf(HEAVY), consentOf(7)],
    }),
    ...of("listAudit", db.listAudit, {
      userId: users,
      action: ["session.created", "worker.lost"] as AuditAction[],
      outcome: ["ok", "refused", "failed"] as AuditOutcome[],
    }),
    ...of("listAudit", db.listAudit, {
      subject: [`session:${numbered(1)}`, `session:${numbered(2)}`],
      action: ["session.read", "worker.lost"] as AuditAction[],
      outcome: ["ok", "refused"] as AuditOutcome[],
    }),
    ...of("listAudit", db.listAudit, {
      jobId: [nth(start, 77)],
      userId: users,
      subject: [`session:${numbered(77)}`],
    }),
    ...of("searchJobs", db.searchJobs, {
      status: ["failed" as const],
      userId: users,
      requestId: ["request-7"],
      since: [timeOf(nth(start, ROWS / 20))],
      until: [timeOf(nth(start, ROWS / 10))],
    }),
    ...of("searchJobs", db.searchJobs, { principal: ["nobody"], status: ["queued" as const], userId: users }, LOOKED_THROUGH),
    ...[{ status: "completed" as const }, { userId: numbered(HEAVY) }, { principal: "nobody", kind: "session.create" }].map(
      (filter): Call => [
        `countJobs ${JSON.stringify(filter)}`,
        (on) => db.countJobs(on, filter, ["session.create"], 5_000),
        LOOKED_THROUGH,
      ],
    ),
    ...of("searchAudit", db.searchAudit, { actor: ["nobody"], action: ["session.read" as const], userId: users }, LOOKED_THROUGH),
    ...of("listConsents", db.listConsents, { userId: users }),
    ...of("listWorkers", db.listWorkers, { status: ["running" as const] }),
  ];
}
