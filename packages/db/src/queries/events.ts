/** The feed of events: audit rows in the order of their places, and what committed late when it appears. */
import {
  type EventCursor,
  type EventFilter,
  type EventSource,
  type EventView,
  eventOf,
  firstIdAt,
  type OpenTransactions,
  openIn,
} from "@assent/domain";
import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../connect.ts";
import { isEvent } from "../schema/audit-logs.ts";

/** An event, and where it stands. */
export interface PlacedEvent {
  event: EventView;
  place: bigint;
  transaction: bigint;
}

export interface EventPage {
  events: PlacedEvent[];
  /** After the last of them, and after what the filter left out before it. */
  cursor: EventCursor;
  /** Of what was open when the cursor was made. */
  stillOpen: OpenTransactions;
  /** There was nothing more at that moment. */
  isLast: boolean;
}

/** So many rows are looked through for one page, whoever's events are wanted. */
const MOST_LOOKED_AT = 2_000;

/**
 * The events after a cursor, at most `limit`. One statement, because one snapshot has to say both what there is and what is still open.
 *
 * It first takes what has committed late, by its transactions: those that the cursor calls open. Then it goes on from the cursor's place.
 * No two plans suit the first: what is no matter of the transaction is judged afterwards.
 */
export async function readEvents(db: Queryable, cursor: EventCursor, filter: EventFilter, limit: number): Promise<EventPage> {
  const { place, open, late } = cursor;
  const [row] = await db.execute<Raw>(sql`
    with of_open as materialized (
      select ${columns} from audit_logs as rows where txid = any(${xids(open.ids)})
      union all
      select ${columns} from audit_logs as rows where txid >= ${xid(open.from)} and txid < ${xid(open.below)}),
    late as materialized (
      select * from of_open where ${isEvent} and place <= ${String(place)}::bigint and place > ${String(late?.place ?? 0n)}::bigint
        and ${late ? sql`txid <> all(${xids(late.open.ids)}) and txid < ${xid(late.open.from)}` : sql`true`} and ${isWanted(filter)}
      order by place limit ${limit}),
    found as materialized (
      select ${columns} from audit_logs as rows where ${isEvent} and place > ${String(place)}::bigint order by place limit ${MOST_LOOKED_AT}),
    next as materialized (select * from found where ${isWanted(filter)} order by place limit ${limit})
    select ${asJson(sql`late`)} as late, ${asJson(sql`next`)} as next, (select count(*)::int from found) as looks,
      (select max(place)::text from found) as reached, pg_current_snapshot()::text as snapshot,
      case when exists (select from found) then pg_current_xact_id()::text end as fence`);
  return pageOf(cursor, row as Raw, limit);
}

/** Without names of tables: they are judged as columns of whatever has been found. */
const columns = sql.raw("id, occurred_at, action, outcome, subject, user_id, job_id, detail, place, txid");

/** A job that has failed is about the session that it was to change. */
const isWanted = ({ types, userId, sessionId }: EventFilter): SQL => sql`not detail ? 'repeated'
  and (${types ? sql.param([...types]) : null}::text[] is null or action = any(${types ? sql.param([...types]) : null}::text[]))
  and (${userId ?? null}::uuid is null or user_id = ${userId ?? null}::uuid)
  and (${sessionId ?? null}::text is null or subject = ${`session:${sessionId}`} or detail ->> 'session_id' = ${sessionId ?? null}::text)`;

const asJson = (from: SQL) => sql`(select coalesce(jsonb_agg(jsonb_build_object('id', id, 'at', extract(epoch from occurred_at) * 1000,
  'action', action, 'subject', subject, 'user', user_id, 'job', job_id, 'detail', detail, 'place', place::text, 'txid', txid::text)
  order by place), '[]') from ${from})`;

const xid = (value: bigint) => sql`${String(value)}::xid8`;
const xids = (values: bigint[]) => sql`${`{${values.join(",")}}`}::text::xid8[]`;

interface RawEvent extends Pick<EventSource, "id" | "action" | "subject" | "detail"> {
  at: number;
  user: string | null;
  job: string | null;
  place: string;
  txid: string;
}

type Raw = { late: RawEvent[]; next: RawEvent[]; looks: number; reached: string | null; snapshot: string; fence: string | null };

const placed = ({ at, user, job, place, txid, ...row }: RawEvent): PlacedEvent => ({
  event: eventOf({ ...row, occurredAt: new Date(at), userId: user, jobId: job }),
  place: BigInt(place),
  transaction: BigInt(txid),
});

function pageOf(cursor: EventCursor, row: Raw, limit: number): EventPage {
  const late = row.late.map(placed);
  /** Those that had drawn a place up to the cursor's were open when it was made: no others can still have one. */
  const stillOpen = openIn(row.snapshot, cursor.open.below);
  const lastLate = late.at(-1);
  if (lastLate && late.length === limit)
    return { events: late, cursor: soFarOfLate(cursor, lastLate, stillOpen), stillOpen, isLast: false };
  if (cursor.late) return { events: late, cursor: { place: cursor.place, open: cursor.late.open }, stillOpen, isLast: false };

  const next = row.next.slice(0, limit - late.length).map(placed);
  const isFull = late.length + next.length === limit;
  const place = isFull ? (next.at(-1)?.place ?? cursor.place) : BigInt(row.reached ?? cursor.place);
  const open = row.fence === null ? stillOpen : openIn(row.snapshot, BigInt(row.fence));
  return { events: [...late, ...next], cursor: { place, open }, stillOpen, isLast: !isFull && row.looks < MOST_LOOKED_AT };
}

/** After one of those that have committed late. */
export const soFarOfLate = (from: EventCursor, { place }: PlacedEvent, stillOpen: OpenTransactions): EventCursor => ({
  ...from,
  late: { place, open: from.late?.open ?? stillOpen },
});

/** The end of the feed as it is now: what comes after it has not been committed. */
export const latestEventCursor = (db: Queryable): Promise<EventCursor> =>
  cursorAt(db, sql`select place from audit_logs where ${isEvent} and place > 0 order by place desc limit 1`);

/** A row's id tells when its process made it, by a clock that may differ, and its place was drawn soon after. */
const SLACK_MS = 60_000;
const NEIGHBOURS = 1_000;

/** A cursor before all events from a time on (ISO 8601), and before few others: those of about a minute. */
export function eventCursorAt(db: Queryable, since: string): Promise<EventCursor> {
  const from = firstIdAt(new Date(Math.max(0, Date.parse(since) - SLACK_MS)).toISOString());
  const first = sql`select place from audit_logs where id >= ${from}::uuid and place is not null order by id limit ${NEIGHBOURS}`;
  const last = sql`select place from audit_logs where place > 0 and ${isEvent} order by place desc limit 1`;
  return cursorAt(db, sql`select coalesce((select min(place) - 1 from (${first}) as neighbours), (${last}))`);
}

/** @param place a query of one place */
async function cursorAt(db: Queryable, place: SQL): Promise<EventCursor> {
  const [row] = await db.execute<{ place: string | null; snapshot: string; fence: string }>(sql`
    select (${place})::text as place, pg_current_snapshot()::text as snapshot, pg_current_xact_id()::text as fence`);
  const { place: found, snapshot = "", fence = 0n } = row ?? {};
  return { place: BigInt(found ?? 0n), open: openIn(snapshot, BigInt(fence)) };
}
