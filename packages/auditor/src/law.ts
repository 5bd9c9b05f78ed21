/**
 * Replays the law over the rows: under which consent each session was created, unsealed and ended. What counts is when a row was
 * written, under the locks of what it tells of; the order in which rows are sealed says nothing about who waited for whom.
 */
import { isDeepStrictEqual } from "node:util";
import { type ConsentTerms, judgeConsent } from "@assent/domain";
import { Erasures } from "./erasures.ts";
import type { Findings } from "./findings.ts";
import { bodyOf } from "./integrity.ts";
import type { Item, RowBody } from "./items.ts";

interface Moment {
  row: string;
  atUs: number;
  txid: string | null;
}

interface Consent {
  granted?: Moment & { terms: Omit<ConsentTerms, "withdrawnAt">; told: Record<string, unknown> };
  /** The hash is undefined in older rows. */
  withdrawn?: Moment & { reason_sha256: unknown };
  inTable?: boolean;
}

interface Session {
  created?: Moment & { userId: string; consentId: string; sportsbook: string; paper: unknown; expiresAt: string };
  renewed?: Moment & { expiresAt: string };
  /** The first and the last: what has expired may still be revoked. */
  ended?: Moment;
  revoked?: Moment;
  unsealed: Moment[];
  inTable?: boolean;
}

/** A job is judged before its row is written: this much later at most. */
const JUDGED_BEFORE_US = 15 * 1_000_000;

export class Law {
  readonly #consents = new Map<string, Consent>();
  readonly #sessions = new Map<string, Session>();
  readonly #erasures = new Erasures();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  take({ id, row }: Extract<Item, { kind: "row" }>): void {
    const told = row && (row.body === null ? row.copies : bodyOf(row.body));
    if (!row || told?.outcome !== "ok") return;
    const [what, subject = ""] = told.subject.split(":");
    /** What nobody vouches for says nothing about what somebody does. */
    if (row.body === null && (this.#consents.has(subject) || this.#sessions.has(subject))) return;
    const moment = { row: id, atUs: row.at_us, txid: row.txid };
    if (what === "consent") this.#takeConsent(subject, told, moment);
    if (what === "session") this.#takeSession(subject, told, moment);
    if (what === "user" && row.body !== null) this.#erasures.take(told, row.at_us);
  }

  #takeConsent(id: string, { action, user_id, detail }: RowBody, moment: Moment) {
    const consent: Consent = this.#consents.get(id) ?? {};
    if (action === "consent.granted")
      consent.granted ??= { ...moment, terms: termsOf(user_id ?? "", detail), told: grantOf(user_id ?? "", detail) };
    if (action === "consent.withdrawn" && !detail["repeated"]) {
      consent.withdrawn = earlier(consent.withdrawn, { ...moment, reason_sha256: detail["reason_sha256"] });
    }
    if (consent.granted || consent.withdrawn) this.#consents.set(id, consent);
  }

  #takeSession(id: string, { action, user_id, detail }: RowBody, moment: Moment) {
    const session: Session = this.#sessions.get(id) ?? { unsealed: [] };
    if (action === "session.created") session.created ??= { ...moment, ...creationOf(user_id ?? "", detail) };
    if (action === "session.renewed" && (session.renewed?.atUs ?? 0) < moment.atUs)
      session.renewed = { ...moment, expiresAt: String(detail["to"]) };
    if (action === "session.unsealed") session.unsealed.push(moment);
    if (action === "session.expired" || action === "session.revoked") session.ended = earlier(session.ended, moment);
    if (action === "session.revoked") session.revoked = moment;
    if (CHANGES.has(action)) this.#sessions.set(id, session);
  }

  /** To be called when every row has been there. */
  judge(): void {
    for (const [id, session] of this.#sessions) {
      if (session.created) this.#judgeSession(id, session, session.created);
      else if (session.unsealed[0])
        this.#findings.add("session-without-consent", `session ${id} was unsealed, and never created`, { row: session.unsealed[0].row });
    }
  }

  #judgeSession(id: string, { ended, unsealed }: Session, created: NonNullable<Session["created"]>) {
    this.#expectConsent(`session ${id} was created`, created, created, new Date(created.expiresAt));
    for (const moment of unsealed) {
      if (moment.atUs < created.atUs || (ended && ended.atUs < moment.atUs))
        this.#findings.add("session-without-consent", `session ${id} was unsealed when it was not active`, { row: moment.row });
      this.#expectConsent(`session ${id} was unsealed`, moment, created);
    }
    const withdrawn = this.#consents.get(created.consentId)?.withdrawn;
    if (!withdrawn || created.atUs > withdrawn.atUs) return;
    if (!ended || (ended.atUs > withdrawn.atUs && ended.txid !== withdrawn.txid))
      this.#findings.add("session-outlives-consent", `the withdrawal did not end session ${id}`, { row: withdrawn.row });
  }

  #expectConsent(what: string, { row, atUs }: Moment, { userId, consentId, sportsbook }: NonNullable<Session["created"]>, until?: Date) {
    const consent = this.#consents.get(consentId);
    const granted = consent?.granted;
    const terms = granted && granted.atUs <= atUs ? { ...granted.terms, withdrawnAt: withdrawnBy(consent, atUs) } : undefined;
    const use = { userId, sportsbook, ...(until ? { until } : {}) };
    const against = judgeConsent(terms, use, new Date((atUs - JUDGED_BEFORE_US) / 1_000));
    if (against.length > 0) this.#findings.add("session-without-consent", `${what} although: ${against.join(", ")}`, { row });
  }

  compareConsent({ id, erased, ...found }: Extract<Item, { kind: "consent" }>): void {
    const consent = this.#consents.get(id);
    if (consent) consent.inTable = true;
    const { granted, withdrawn } = consent ?? {};
    const told: Record<string, unknown> | undefined = granted && {
      ...granted.told,
      withdrawn: withdrawn !== undefined,
      reason_sha256: withdrawn?.reason_sha256,
    };
    const mayBeGone = granted !== undefined && this.#erasures.covers(granted.terms.userId, granted.atUs);
    if (mayBeGone && erased === false) this.#findings.add("evidence-kept", `consent ${id} still has what an erasure destroyed`);
    const isGone = erased === true && told?.["evidence_sha256"] !== undefined;
    if (isGone && !mayBeGone)
      this.#findings.add("evidence-destroyed", `the evidence of consent ${id} is gone, and no erasure is on record`);
    this.#compare(`consent ${id}`, found, mayBeGone || isGone ? withoutHashes(told) : told);
  }

  compareSession({ id, ...found }: Extract<Item, { kind: "session" }>): void {
    const session = this.#sessions.get(id);
    if (session) session.inTable = true;
    this.#compare(`session ${id}`, found, session?.created && stateOf(session, session.created));
  }

  #compare(what: string, found: Record<string, unknown>, told: Record<string, unknown> | undefined) {
    const differing = told && Object.keys(told).filter((name) => told[name] !== undefined && !isDeepStrictEqual(told[name], found[name]));
    if (!differing) this.#findings.add("table-differs", `${what} is in its table, and the log knows nothing of it`);
    else if (differing.length > 0) this.#findings.add("table-differs", `${what} has another ${differing.join(" and ")} than the log tells`);
  }

  /** To be called when the tables have been there. */
  expectAllInTables(): void {
    for (const [what, known] of [["consent", this.#consents] as const, ["session", this.#sessions] as const])
      for (const [id, { inTable }] of known) if (!inTable) this.#findings.add("table-differs", `${what} ${id} is gone from its table`);
  }
}

const CHANGES = new Set(["session.created", "session.renewed", "session.unsealed", "session.expired", "session.revoked"]);

const earlier = <One extends Moment>(one: One | undefined, other: One) => (one && one.atUs <= other.atUs ? one : other);

/** Nothing can be said of them any more. */
const withoutHashes = (told: Record<string, unknown> | undefined) =>
  told && { ...told, evidence_sha256: undefined, reason_sha256: undefined };

const withdrawnBy = ({ withdrawn }: Consent, atUs: number) =>
  withdrawn && withdrawn.atUs <= atUs ? new Date(withdrawn.atUs / 1_000) : null;

function termsOf(userId: string, { purpose, sportsbooks, expires_at }: Record<string, unknown>): NonNullable<Consent["granted"]>["terms"] {
  return {
    ...{ userId, purpose: String(purpose), sportsbooks: (sportsbooks ?? null) as string[] | null },
    expiresAt: typeof expires_at === "string" ? new Date(expires_at) : null,
  };
}

/** As its table has it; what older rows did not tell is undefined. */
const grantOf = (user_id: string, { purpose, document_version, sportsbooks, expires_at, evidence_sha256 }: Record<string, unknown>) => ({
  ...{ user_id, purpose, document_version, sportsbooks, evidence_sha256 },
  expires_at: typeof expires_at === "string" ? isoOf(expires_at) : null,
});

/** What is no time stays as it is, and equals none. */
const isoOf = (time: string) => (Number.isNaN(Date.parse(time)) ? time : new Date(time).toISOString());

const creationOf = (userId: string, detail: Record<string, unknown>) => ({
  ...{ userId, consentId: String(detail["consent_id"]), sportsbook: String(detail["sportsbook"]), paper: detail["paper_trading"] },
  expiresAt: String(detail["expires_at"]),
});

function stateOf(
  { renewed, ended, revoked }: Session,
  { userId, consentId, sportsbook, paper, expiresAt }: NonNullable<Session["created"]>,
) {
  const status = revoked ? "revoked" : ended ? "expired" : "active";
  const expires_at = isoOf(renewed?.expiresAt ?? expiresAt);
  return { user_id: userId, consent_id: consentId, sportsbook, paper_trading: paper, status, expires_at };
}
