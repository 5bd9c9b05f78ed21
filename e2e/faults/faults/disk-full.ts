import { BOTH, type Fault } from "../fault.ts";
import { acceptFor, normalAgain } from "../support/outage.ts";
import { canMount } from "../support/small-disk.ts";

const LASTS_MS = 3_000;

/** The disk that the database is on takes nothing more for some seconds. PostgreSQL's log of what it writes is on another. */
export const diskFull: Fault = {
  name: "disk-full",
  promise: "503, and nothing acknowledged is lost; normal again <= 5 s after",
  ...{ smoke: ["postgres"], backends: BOTH },
  ...(canMount ? {} : { impossible: "only root can mount a small disk, and on Linux" }),
  options: { onSmallDisk: true },
  async strike(scene) {
    const { disk } = scene.system;
    const consent = await scene.load.grant();
    await disk?.fill();
    const told = await acceptFor(scene.load, consent, LASTS_MS, { repeated: false }).finally(() => disk?.makeRoom());
    const refused = told.filter(({ attempts }) => attempts[0]?.status === 503).length;
    return [{ what: "answered 503 meanwhile", measured: `${refused} of ${told.length}`, holds: refused > 0 }, await normalAgain(scene)];
  },
};
