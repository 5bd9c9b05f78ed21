/** Why Redis takes no deliveries. An answer of Redis begins with its code. */
import { BrokerTrouble } from "../broker-trouble.ts";

const REASONS: Record<string, string> = {
  READONLY: "read_only",
  OOM: "out_of_memory",
  MISCONF: "cannot_persist",
  NOREPLICAS: "too_few_replicas",
  CLUSTERDOWN: "cluster_down",
  LOADING: "loading",
  NOAUTH: "not_authenticated",
  WRONGPASS: "not_authenticated",
  NOPERM: "not_permitted",
};
/** What ioredis says when an answer has not come within `commandTimeout`. */
const SILENT = "Command timed out";

export function troubleOf(error: Error): BrokerTrouble {
  const code = error.message.split(" ", 1)[0] ?? "";
  return new BrokerTrouble(REASONS[code] ?? (error.message === SILENT ? "silent" : "unreachable"), { cause: error });
}
