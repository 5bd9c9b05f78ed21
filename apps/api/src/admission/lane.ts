import { Throughput } from "./throughput.ts";

/** So many may be under way at the end of this time (Little's law), so it is about how long the last one let in will take. */
const ANSWER_WITHIN_MS = 150;
/** What any machine answers within a second; a lane that was idle knows no rate of its own. */
const FEWEST = 200;
/** How long who finds no room waits for some: a burst passes, an overload does not. */
const PATIENT_FOR_MS = 250;
/**
 * Who has waited in vain is turned away, but until then no more of them than have been served meanwhile. A client that is turned away and comes back at once costs
 * a third of one that is served; so all of those together cannot take the time of these.
 */
const LONGEST_AT_THE_DOOR_MS = 1_000;
/** Each holds about 10 KiB; who comes when so many wait is turned away at once. */
const MOST_AT_THE_DOOR = 4_000;
const SWEEP_MS = 50;
/** A lane that has turned somebody away is full, and for so long after. */
const FULL_FOR_MS = 2_000;

/** Somebody who wants in, and is told once. */
export interface Knock {
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean;
  letIn(): void;
  turnAway(): void;
}

interface AtTheDoor {
  knock: Knock;
  since: number;
}

/**
 * Work of one sort, let in only as fast as it gets done: as many at once as are answered within `ANSWER_WITHIN_MS` at the measured
 * rate. More would only wait longer, until all of them wait for longer than their callers do. Who finds no room waits at the door, for
 * a moment and at no cost; the latest goes in first, because under overload any other order would make everybody wait that moment.
 */
export class Lane {
  readonly name: string;
  /** Told of each that is turned away. */
  readonly #onFull: (lane: Lane) => void;
  readonly #now: () => number;
  readonly #throughput: Throughput;
  readonly #door: AtTheDoor[] = [];
  #inside = 0;
  #servedSinceSweep = 0;
  #fullAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, onFull: (lane: Lane) => void, now = () => performance.now()) {
    this.name = name;
    this.#onFull = onFull;
    this.#now = now;
    this.#throughput = new Throughput(now());
  }

  get inside(): number {
    return this.#inside;
  }

  get limit(): number {
    return Math.max(FEWEST, Math.round(this.#throughput.perMs(this.#now()) * ANSWER_WITHIN_MS));
  }

  /** Whether somebody was turned away of late. */
  get full(): boolean {
    return this.#now() - this.#fullAt < FULL_FOR_MS;
  }

  get #hasRoom(): boolean {
    return this.#inside < this.limit;
  }

  /** Lets in at once if there is room. To be let in takes no place yet: `enter` does. */
  knock(knock: Knock) {
    if (this.#hasRoom) return knock.letIn();
    if (this.#door.length >= MOST_AT_THE_DOOR) return this.#turnAway(knock);
    this.#door.push({ knock, since: this.#now() });
    this.#timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  enter() {
    this.#inside++;
  }

  /** @param done what ended before it was work, such as a request that was not valid, says nothing about the rate */
  leave(done: boolean) {
    this.#inside--;
    if (done) this.#count();
    if (this.#hasRoom) this.#letInLatest();
  }

  /** Turns away who has waited long enough. */
  sweep() {
    this.#fillUp();
    const mayGo = Math.max(this.#longerThan(LONGEST_AT_THE_DOOR_MS), Math.min(this.#longerThan(PATIENT_FOR_MS), this.#servedSinceSweep));
    this.#servedSinceSweep = 0;
    for (const { knock } of this.#door.splice(0, mayGo)) this.#turnAway(knock);
    if (this.#door.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Whoever was let in when another left may have ended before it entered: it never leaves, and nobody is let in for it. */
  #fillUp() {
    let room = this.limit - this.#inside;
    while (room > 0 && this.#letInLatest()) room--;
  }

  /** @returns whether there was somebody */
  #letInLatest(): boolean {
    const late = this.#now() - PATIENT_FOR_MS;
    for (let latest = this.#door.at(-1); latest && latest.since > late; latest = this.#door.at(-1)) {
      this.#door.pop();
      if (latest.knock.isGone()) continue;
      latest.knock.letIn();
      return true;
    }
    return false;
  }

  #count() {
    this.#throughput.count(this.#now());
    this.#servedSinceSweep++;
  }

  /** How many have stood at the door for so long. They stand in the order in which they came. */
  #longerThan(ms: number): number {
    const late = this.#now() - ms;
    const next = this.#door.findIndex(({ since }) => since > late);
    return next === -1 ? this.#door.length : next;
  }

  #turnAway(knock: Knock) {
    this.#fullAt = this.#now();
    this.#onFull(this);
    knock.turnAway();
  }
}
