/** What the event loop and its watchdog share. */
export interface Watched {
  /** Int32s, which stand where `at` says: whether to watch, how often the loop has come round, and the lengths of the texts. */
  state: SharedArrayBuffer;
  at: { armed: number; rounds: number; lengths: number };
  /** One text for each run that is under way. */
  texts: SharedArrayBuffer;
  textBytes: number;
  /** So many looks in a row find a loop that stands still before the process ends. */
  mostLooks: number;
  lookMs: number;
  /** The process's name in the log. */
  name: string;
}

/**
 * The body of the watchdog's thread, handed over as text: the image holds no file for it, so it uses nothing from outside of it.
 * It counts looks and not milliseconds, because a process that was frozen as a whole has stood still and is not blocked.
 */
export function watchLoop(watched: Watched, builtin: typeof process.getBuiltinModule): never {
  const { armed, rounds, lengths } = watched.at;
  const state = new Int32Array(watched.state);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let seen = -1;
  let still = 0;
  for (;;) {
    Atomics.wait(state, armed, 0);
    Atomics.wait(pause, 0, 0, watched.lookMs);
    const now = Atomics.load(state, rounds);
    still = now === seen ? still + 1 : 0;
    seen = now;
    if (still >= watched.mostLooks && Atomics.load(state, armed) === 1) end();
  }

  function end() {
    try {
      builtin("node:fs").writeSync(1, `${JSON.stringify(line())}\n`);
    } finally {
      process.kill(process.pid, "SIGKILL");
      /** It has no effect on the first process of a container, which only a fault of its own ends. */
      builtin("node:v8").setFlagsFromString("--allow-natives-syntax");
      new Function("%SystemBreak()")();
    }
  }

  function line() {
    const about = { level: "fatal", time: new Date().toISOString(), name: watched.name, pid: process.pid, event: "worker.blocked" };
    const msg = `the event loop has stood still for ${still * watched.lookMs} ms, so the process ends; its jobs are redelivered`;
    return { ...about, job_ids: underWay(), msg };
  }

  function underWay(): string[] {
    const texts = Buffer.from(watched.texts);
    const textAt = (i: number, length: number) => texts.toString("latin1", i * watched.textBytes, i * watched.textBytes + length);
    return [...state.subarray(lengths)].flatMap((length, i) => (length === 0 ? [] : textAt(i, length).trim().split(" ")));
  }
}
