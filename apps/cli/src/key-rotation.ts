/** How far a rotation of keys is; the API processes do it, whoever looks. */
import type { KeyHolderView, KeyView } from "@assent/domain";
import type { ApiClient } from "./client.ts";
import { EXIT, Failure } from "./failure.ts";
import { pause, remark } from "./output.ts";
import { showBar } from "./progress.ts";

export interface KeyAnswer {
  keys: KeyView[];
  key_holders: KeyHolderView[];
}

const LOOK_EVERY_MS = 500;
/** An API that is being replaced is back within this time. */
const PATIENCE_MS = 60_000;

export const readKeys = (client: ApiClient): Promise<KeyAnswer> => client.get<KeyAnswer>("/keys");

/** Shows how far it is until no key is being left any more, or one cannot be. */
export async function followRotation(client: ApiClient, signal: AbortSignal): Promise<KeyAnswer & { obstacle?: string }> {
  let seenAt = performance.now();
  for (;;) {
    const found = await readKeys(client).catch((error) => {
      if (performance.now() - seenAt > PATIENCE_MS || !isUnreachable(error)) throw error;
    });
    const left = found?.keys.filter(({ state }) => state === "decrypt_only") ?? [];
    if (found) {
      seenAt = performance.now();
      showBar(
        sum(left, ({ rewrapped }) => rewrapped),
        sum(left, ({ to_rewrap }) => to_rewrap ?? 0),
      );
      const obstacle = left.map(obstacleOf).find((one) => one !== undefined);
      if (left.length === 0 || obstacle) return ended(found, obstacle);
    }
    if (!(await pause(LOOK_EVERY_MS, signal)))
      throw new Failure("interrupted", "\nThe rotation goes on. See how far it is: assent keys status");
  }
}

const isUnreachable = (error: unknown) => error instanceof Failure && error.exitCode === EXIT.unreachable;

const sum = (keys: KeyView[], of: (key: KeyView) => number) => keys.reduce((total, key) => total + of(key), 0);

function ended(found: KeyAnswer, obstacle: string | undefined) {
  if (process.stderr.isTTY) remark("");
  return obstacle === undefined ? found : { ...found, obstacle };
}

/** What somebody has to do something about. */
function obstacleOf({ key_id, held_by, to_rewrap, unopenable }: KeyView): string | undefined {
  if (unopenable > 0)
    return `${unopenable} tokens under ${key_id} do not open, so that it is not retired. The log names their sessions (key.rewrap_refused): revoke them.`;
  if (held_by === 0 && to_rewrap !== 0)
    return `No API process has ${key_id} any more: put it back, so that what is under it can be opened.`;
  return undefined;
}
