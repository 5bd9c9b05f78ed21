/** A cluster of the test's own: three primaries with a replica each. */
import { until } from "@assent/testkit";
import { ownFolder } from "./folder.ts";
import { freePort } from "./ports.ts";
import { startProgram } from "./process.ts";
import { type OwnRedis, ownRedis, redisProgram } from "./redis.ts";
import { documentedUser, moreOnACluster, USER_INFO } from "./redis-users.ts";

export interface RedisCluster {
  url: string;
  /** The primary that has the keys of the prefix. */
  owner(): Promise<OwnRedis>;
  /** Resolves when another node has taken over from this one, which is away. */
  isReplaced(away: OwnRedis): Promise<void>;
  /** Resolves when this node, which was away, follows another. */
  isCompleteWith(node: OwnRedis): Promise<void>;
}

const NODES = 6;
const COMPLETE_MS = 40_000;

/** @param prefix of the keys that the user in the URL may use */
export async function startRedisCluster(prefix: string): Promise<RedisCluster> {
  const nodes: OwnRedis[] = [];
  for (let i = 0; i < NODES; i++) nodes.push(await startNode(prefix));
  await join3With3(nodes);
  for (const node of nodes) await until("the cluster is complete", () => isComplete(node), COMPLETE_MS);

  async function ownerAccordingTo(asked: OwnRedis | undefined): Promise<OwnRedis | undefined> {
    const slot = Number(await asked?.tell("CLUSTER", "KEYSLOT", prefix));
    const lines = (await asked?.tell("CLUSTER", "NODES"))?.split("\n") ?? [];
    const port = lines.map((line) => portIfOwner(line, slot)).find((found) => found !== undefined);
    return nodes.find((node) => node.port === port);
  }
  async function isReplaced(away: OwnRedis) {
    const other = nodes.find((node) => node !== away);
    const found = async () => ![away, undefined].includes(await ownerAccordingTo(other));
    await until("another node has taken over", found, COMPLETE_MS);
  }

  return {
    url: `redis+cluster://${USER_INFO}@${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    owner: () => until("the keys have an owner", () => ownerAccordingTo(nodes[0])),
    isReplaced,
    isCompleteWith: async (node) => void (await until("the cluster is complete again", () => isComplete(node), COMPLETE_MS)),
  };
}

async function startNode(prefix: string): Promise<OwnRedis> {
  const own = ["--cluster-enabled", "yes", "--cluster-port", String(await freePort()), "--cluster-node-timeout", "1000"];
  const folder = ownFolder("cluster");
  const user = documentedUser(prefix, ...moreOnACluster());
  const node = ownRedis(await freePort(), { args: [...own, "--repl-diskless-sync-delay", "0", "--dir", folder, ...user] });
  await node.start();
  return node;
}

async function join3With3(nodes: OwnRedis[]) {
  const client = (redisProgram ?? "redis-server").replace("-server", "-cli");
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const { code, output } = await startProgram(client, ["--cluster", "create", ...addresses, "--cluster-replicas", "1", "--cluster-yes"])
    .exit;
  if (code !== 0) throw new Error(output);
}

/** All slots are served, and each primary has a replica to take over. */
async function isComplete(node: OwnRedis): Promise<boolean> {
  const served = (await node.tell("CLUSTER", "INFO"))?.includes("cluster_state:ok");
  const replication = (await node.tell("INFO", "replication")) ?? "";
  return served === true && /master_link_status:up|connected_slaves:1/.test(replication);
}

/** A line of CLUSTER NODES: id, address, flags, primary, two times, epoch, link, slots. */
function portIfOwner(line: string, slot: number): number | undefined {
  const [, address = "", flags = "", , , , , , ...ranges] = line.split(" ");
  const owns = ranges.some((range) => {
    const [from = "", to = from] = range.split("-");
    return Number(from) <= slot && slot <= Number(to);
  });
  return owns && flags.includes("master") && !flags.includes("fail") ? Number(/:(\d+)@/.exec(address)?.[1]) : undefined;
}
