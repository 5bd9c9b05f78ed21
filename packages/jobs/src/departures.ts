/**
 * Which accepted jobs travel together, and when. Those that somebody waits for leave with their insert. Those that nobody waits for,
 * and that come many at a time, linger for others: what a delivery costs BullMQ and the worker, it costs whatever is in it.
 */
import type { NewJob } from "@assent/db";
import { newId } from "@assent/domain";
import { within } from "@assent/runtime";
import { pack } from "./delivery.ts";
import type { Kind } from "./kind.ts";

/** How long a delivery waits for more jobs, in milliseconds. */
const LINGER_MS = 20;
/** How long a delivery waits for inserts that take long: one of them may be on a connection that has died unnoticed. */
const STRAGGLERS_MS = 100;
/** What is not handed over by then is delivered by reconciliation. */
const PATIENCE_MS = 1_000;

export interface Requested {
  kind: Kind;
  job: NewJob;
  /** Whether somebody waits for its outcome. */
  awaited: boolean;
}

export interface Departures {
  /** Gives jobs that are about to be inserted their deliveries. @returns hands over those that were, given their ids */
  board(requested: Requested[]): (inserted: ReadonlySet<string>) => void;
  /** Hands over what is inserted. */
  depart(jobs: NewJob[]): void;
  /** Lets go what lingers. Resolves when everything that was inserted is handed over, or BullMQ has been silent for a second. */
  ended(): Promise<void>;
}

interface Lingering {
  id: string;
  /** How many jobs it has room for. */
  room: number;
  /** How many inserts bring some of its jobs and are under way. */
  inserts: number;
  isClosed: boolean;
  hasLeft: boolean;
  inserted: NewJob[];
}

/** @param handOver never rejects */
export function departures(handOver: (jobs: NewJob[]) => Promise<void>): Departures {
  const lingering = new Map<string, Lingering>();
  const underWay = new Set<Promise<void>>();

  function depart(jobs: NewJob[]) {
    if (jobs.length === 0) return;
    const departed = handOver(jobs).finally(() => underWay.delete(departed));
    underWay.add(departed);
  }

  function begin({ name, policy }: Kind): Lingering {
    const delivery = { id: newId(), room: policy.batch, inserts: 0, isClosed: false, hasLeft: false, inserted: [] };
    lingering.set(name, delivery);
    setTimeout(() => close(name, delivery), LINGER_MS);
    return delivery;
  }

  function close(kind: string, delivery: Lingering) {
    if (delivery.isClosed) return;
    delivery.isClosed = true;
    lingering.delete(kind);
    if (delivery.inserts > 0) setTimeout(() => leave(delivery), STRAGGLERS_MS);
    else leave(delivery);
  }

  function leave(delivery: Lingering) {
    if (delivery.hasLeft) return;
    delivery.hasLeft = true;
    depart(delivery.inserted);
  }

  /** What comes too late travels alone: its row names the delivery that has left, but BullMQ is asked for a job's own id as well. */
  function add(delivery: Lingering, jobs: NewJob[]) {
    if (delivery.hasLeft) return depart(jobs.map((job) => ({ ...job, deliveryId: null })));
    delivery.inserted.push(...jobs);
    if (delivery.isClosed && delivery.inserts === 0) leave(delivery);
  }

  function linger(kind: Kind, jobs: NewJob[]) {
    const parts = new Map<Lingering, NewJob[]>();
    for (const job of jobs) {
      const delivery = lingering.get(kind.name) ?? begin(kind);
      const part = parts.get(delivery) ?? [];
      if (part.length === 0) delivery.inserts++;
      parts.set(delivery, part);
      part.push(job);
      job.deliveryId = delivery.id;
      delivery.room--;
      if (delivery.room === 0) close(kind.name, delivery);
    }
    return (inserted: ReadonlySet<string>) => {
      for (const [delivery, part] of parts) {
        delivery.inserts--;
        add(
          delivery,
          part.filter(({ id }) => inserted.has(id)),
        );
      }
    };
  }

  function leaveAtOnce(kind: Kind, jobs: NewJob[]) {
    pack(kind, jobs);
    return (inserted: ReadonlySet<string>) => depart(jobs.filter(({ id }) => inserted.has(id)));
  }

  function leaveOrLinger(kind: Kind, requested: Requested[]) {
    const { awaited = [], others = [] } = Object.groupBy(requested, (one) => (one.awaited ? "awaited" : "others"));
    const isBusy = others.length > 1 || lingering.has(kind.name);
    const go = isBusy && kind.policy.batch > 1 ? linger : leaveAtOnce;
    return [leaveAtOnce(kind, awaited.map(jobOf)), go(kind, others.map(jobOf))];
  }

  return {
    board(requested) {
      const parties = [...Map.groupBy(requested, ({ kind }) => kind)].flatMap(([kind, some]) => leaveOrLinger(kind, some));
      return (inserted) => {
        for (const leave of parties) leave(inserted);
      };
    },
    depart,
    async ended() {
      for (const [kind, delivery] of lingering) close(kind, delivery);
      await within(Promise.all(underWay), AbortSignal.timeout(PATIENCE_MS));
    },
  };
}

const jobOf = ({ job }: Requested): NewJob => job;
