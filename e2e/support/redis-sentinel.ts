/** A primary, its replica and three Sentinels that watch them, all of the test's own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "@assent/testkit";
import { ownFolder } from "./folder.ts";
import { freePort } from "./ports.ts";
import { startProgram } from "./process.ts";
import { type OwnRedis, ownRedis, redisProgram, tellRedis } from "./redis.ts";
import { documentedUser, PASSWORD, USER, USER_INFO, userOfSentinel } from "./redis-users.ts";

export interface WatchedRedis {
  url: string;
  /** By ways of the test's own to the three Sentinels. */
  urlBy(ports: number[]): string;
  sentinels: number[];
  /** The two servers. */
  servers: [OwnRedis, OwnRedis];
  /** Has the Sentinels name the other server, which the primary lives to see. */
  failOver(): Promise<void>;
  /** Resolves when all Sentinels name this server as the primary. */
  becomesPrimary(server: OwnRedis): Promise<void>;
  /** Resolves when this server has all that the primary has, and the Sentinels know it. */
  follows(server: OwnRedis): Promise<void>;
}

const PRIMARY = "assent";
const SENTINEL_USER = new URLSearchParams({ sentinel_username: USER, sentinel_password: PASSWORD });
const FAIL_OVER_MS = 40_000;

/** @param prefix of the keys that the user in the URL may use */
export async function startWatchedRedis(prefix: string): Promise<WatchedRedis> {
  const ports = [await freePort(), await freePort()] as const;
  const each = ["--repl-diskless-sync-delay", "0", ...documentedUser(prefix)];
  const servers: [OwnRedis, OwnRedis] = [
    ownRedis(ports[0], { args: each }),
    ownRedis(ports[1], { args: [...each, "--replicaof", "127.0.0.1", String(ports[0])] }),
  ];
  for (const server of servers) await server.start();
  const sentinels = [await freePort(), await freePort(), await freePort()];
  for (const port of sentinels) await startSentinel(port, ports[0]);

  const askOne = (port: number, ...command: string[]) => tellRedis({ port }, ["SENTINEL", ...command]);
  const ask = (...command: string[]) => askOne(sentinels[0] ?? 0, ...command);
  await until("three Sentinels agree", async () => (await ask("CKQUORUM", PRIMARY))?.startsWith("OK 3 "), FAIL_OVER_MS);
  const urlBy = (ports: number[]) =>
    `redis+sentinel://${USER_INFO}@${ports.map((port) => `127.0.0.1:${port}`).join(",")}/${PRIMARY}?${SENTINEL_USER}`;
  const watched: WatchedRedis = {
    ...{ url: urlBy(sentinels), urlBy, sentinels, servers },
    async failOver() {
      await until("a fail-over begins", async () => (await ask("FAILOVER", PRIMARY)) === "OK", FAIL_OVER_MS);
    },
    async becomesPrimary({ port }) {
      const named = () => Promise.all(sentinels.map((sentinel) => askOne(sentinel, "GET-MASTER-ADDR-BY-NAME", PRIMARY)));
      const isNamed = async () => (await named()).every((address) => address?.endsWith(`,${port}`));
      await until(`the Sentinels name ${port} as the primary`, isNamed, FAIL_OVER_MS);
    },
    async follows(server) {
      const inSync = async () => (await server.tell("INFO", "replication"))?.includes("master_link_status:up");
      const isKnown = async () => (await ask("REPLICAS", PRIMARY))?.includes(`ip,127.0.0.1,port,${server.port},`);
      await until(`${server.port} follows the primary`, async () => (await inSync()) && (await isKnown()), FAIL_OVER_MS);
    },
  };
  await watched.follows(servers[1]);
  return watched;
}

async function startSentinel(port: number, primaryPort: number) {
  const folder = ownFolder("sentinel");
  const file = join(folder, "sentinel.conf");
  writeFileSync(
    file,
    `port ${port}
bind 127.0.0.1
dir ${folder}
sentinel monitor ${PRIMARY} 127.0.0.1 ${primaryPort} 2
sentinel down-after-milliseconds ${PRIMARY} 1000
sentinel failover-timeout ${PRIMARY} 5000
${userOfSentinel()}
`,
  );
  await startProgram(redisProgram ?? "redis-server", [file, "--sentinel"]).output(/\+monitor/);
}
