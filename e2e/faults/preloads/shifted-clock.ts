/** For a process with a wrong clock: `node --import` this, with FAULTS_CLOCK_SHIFT_MS. Timers and durations are not touched. */
const shiftMs = Number(process.env["FAULTS_CLOCK_SHIFT_MS"]);
const RightDate = Date;

class WrongDate extends RightDate {
  constructor(...given: [] | [number | string | Date]) {
    super(...((given.length === 0 ? [WrongDate.now()] : given) as [number]));
  }
  static override now = () => RightDate.now() + shiftMs;
}
globalThis.Date = WrongDate as DateConstructor;
