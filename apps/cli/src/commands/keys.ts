import { Command } from "commander";
import { apiClient } from "../client.ts";
import { EXIT } from "../failure.ts";
import { followRotation, type KeyAnswer, readKeys } from "../key-rotation.ts";
import { answer, interrupted, JSON_OPTION, remark, table } from "../output.ts";
import { local } from "../times.ts";

export const keysCommand = () =>
  new Command("keys")
    .description("show and rotate the keys that session tokens are sealed under")
    .addCommand(statusCommand())
    .addCommand(rotateCommand());

const statusCommand = () =>
  new Command("status")
    .description("which key seals, how far those are that are being left, and which API process has which")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json: boolean }) => {
      const found = await readKeys(apiClient());
      answer(json, found, () => textOf(found));
    });

const textOf = ({ keys, key_holders }: KeyAnswer) =>
  [
    table(
      ["KEY", "STATE", "HELD BY", "SEALING", "REWRAPPED", "UNOPENABLE", "ACTIVE SINCE", "RETIRED"],
      keys.map(({ key_id, state, held_by, sealing, to_rewrap, rewrapped, unopenable, activated_at, retired_at }) => [
        ...[key_id, state, `${held_by} of ${key_holders.length}`, sealing],
        ...[to_rewrap === null ? "-" : `${rewrapped} of ${to_rewrap}`, unopenable, whenever(activated_at), whenever(retired_at)],
      ]),
    ),
    table(
      ["API PROCESS", "HOST", "SEALS WITH", "HAS", "HEARD OF"],
      key_holders.map(({ id, hostname, pid, seals_with, key_ids, last_seen_at }) => [
        ...[id, `${hostname}:${pid}`, seals_with ?? "nothing: it lacks the active key", key_ids.join(", "), local(last_seen_at)],
      ]),
    ),
  ].join("\n\n");

const whenever = (time: string | null) => (time === null ? "-" : local(time));

const rotateCommand = () =>
  new Command("rotate")
    .description("have another key seal, bring everything under it and retire the one before; goes on by itself when interrupted")
    .option("--to <key>", "the key that shall seal; may be left out when only one is announced")
    .option(...JSON_OPTION)
    .action(async ({ to: wanted, json }: { to?: string; json: boolean }) => {
      const client = apiClient();
      const signal = interrupted();
      const { to } = await client.post<{ to: string }>("/key-rotations", wanted === undefined ? undefined : { to: wanted });
      remark(`The API seals with ${to} from now on; what is under other keys is being brought under it.`);
      const { keys, key_holders, obstacle } = await followRotation(client, signal);
      answer(json, { keys, key_holders }, () => obstacle ?? resultOf(keys, to));
      if (obstacle) process.exitCode = EXIT.failed;
    });

function resultOf(keys: KeyAnswer["keys"], to: string): string {
  const retired = keys.filter(({ state }) => state === "retired").map(({ key_id }) => key_id);
  return `Everything is sealed under ${to}. Retired: ${retired.join(", ") || "none"}. Take them out of SESSION_ENCRYPTION_KEY.`;
}
