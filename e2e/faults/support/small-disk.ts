/** A file system of some megabytes for one database, to be filled up. Only root may mount one, and on Linux. */
import { execFile, spawnSync } from "node:child_process";
import { chown, mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chooseUser, type EmbeddedServer } from "@assent/db/embedded";
import { inServer } from "@assent/testkit/in-server";

const exec = promisify(execFile);

const SIZE_MIB = 64;
const TABLESPACE = "faults_small_disk";

export interface SmallDisk {
  tablespace: string;
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
  /** Nothing may be on it any more. */
  unmount(): Promise<void>;
}

export const canMount = process.platform === "linux" && process.getuid?.() === 0;

export async function mountSmallDisk(postgres: EmbeddedServer): Promise<SmallDisk> {
  const server = postgres.url("postgres");
  const folder = await mkdtemp(join(tmpdir(), "assent-faults-disk-"));
  await exec("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MIB}m`, "tmpfs", folder]);
  /** A run that is cut short leaves no file system behind. */
  const detach = () => void spawnSync("umount", ["--lazy", folder]);
  process.once("exit", detach);
  const { user } = await chooseUser();
  if (user) await chown(folder, user.uid, user.gid);
  await inServer(server, (sql) => sql.unsafe(`create tablespace ${TABLESPACE} location '${folder}'`));
  const filler = join(folder, "filler");
  return {
    tablespace: TABLESPACE,
    /** It fails when there is no room for more, as it is meant to. */
    fill: () => exec("dd", ["if=/dev/zero", `of=${filler}`, "bs=8k"]).then(undefined, () => {}),
    makeRoom: () => rm(filler),
    async unmount() {
      await inServer(server, (sql) => sql.unsafe(`drop tablespace ${TABLESPACE}`));
      process.off("exit", detach);
      await exec("umount", [folder]);
      await rmdir(folder);
    },
  };
}
