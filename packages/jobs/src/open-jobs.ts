/**
 * A quota of open jobs for each user, so that one who asks for very many delays the others by those few only. What is open is
 * counted by PostgreSQL, but not for each job: a count makes room for a quarter of what it leaves, and a new user has room for a
 * few uncounted. So there is one count in about fifty jobs of a user, more as the quota comes near, and two a second beyond it.
 *
 * A process does not know what others accept between its counts: of several, each may go past the quota by what it had room for.
 */

/** Thrown for a job of a user who has as many open as one may; nothing was done about it. */
export class TooManyOpenJobs extends Error {
  override name = "TooManyOpenJobs";
}

export interface OpenJobsOptions {
  /** How many jobs of a user may be open. */
  most: number;
  /** How many are, counted up to `most`. */
  count: (userId: string, most: number) => Promise<number>;
}

const UNCOUNTED_PART = 0.05;
const COUNTED_PART = 0.25;
const COUNT_AGAIN_MS = 500;
const USERS_KNOWN = 10_000;

export interface OpenJobs {
  /** @returns what to do when the job is inserted, or is not to be. @throws TooManyOpenJobs */
  enter(userId: string): Promise<() => void>;
}

export function openJobsOf({ most, count }: OpenJobsOptions): OpenJobs {
  const known = new Map<string, Room>();

  function roomOf(userId: string): Room {
    const room = known.get(userId) ?? new Room(Math.floor(most * UNCOUNTED_PART));
    if (known.size >= USERS_KNOWN && !known.has(userId)) known.delete(known.keys().next().value ?? "");
    known.set(userId, room);
    return room;
  }

  async function countFor(userId: string, room: Room) {
    /** One that is inserted while PostgreSQL counts is perhaps not in the count. */
    const { underWay } = room;
    room.found(most - underWay - (await count(userId, most)));
  }

  return {
    async enter(userId) {
      const room = roomOf(userId);
      while (room.left === 0) {
        if (performance.now() < room.fullUntil) throw new TooManyOpenJobs(`${most} jobs of the user are open`);
        room.counting ??= countFor(userId, room).finally(() => {
          room.counting = undefined;
        });
        await room.counting;
      }
      return room.take();
    },
  };
}

/** How many more jobs of a user this process accepts before it counts. */
class Room {
  left: number;
  /** In ms of `performance.now()`. */
  fullUntil = 0;
  counting: Promise<void> | undefined;
  /** Accepted, and perhaps not inserted yet. */
  underWay = 0;

  constructor(left: number) {
    this.left = left;
  }

  take(): () => void {
    this.left--;
    this.underWay++;
    return () => void this.underWay--;
  }

  found(free: number) {
    if (free > 0) this.left = Math.ceil(free * COUNTED_PART);
    else this.fullUntil = performance.now() + COUNT_AGAIN_MS;
  }
}
