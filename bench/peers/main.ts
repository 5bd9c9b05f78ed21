/** A peer in a process of its own, so that its CPU can be counted. It says `ready`, and `done` where its work has an end. */
import { workOffNoops } from "./bullmq-noop.ts";
import { PEERS } from "./index.ts";
import { acceptNaively } from "./naive-bullmq.ts";
import { type SessionJob, sessionJob, type Target } from "./peer.ts";

export type Task =
  | { do: "work"; peer: string }
  | { do: "noop"; count: number }
  | { do: "accept"; count: number; atATime: number; consent: { userId: string; consentId: string } };

const tell = (event: string, figures: Record<string, unknown> = {}) => console.log(JSON.stringify({ event, ...figures }));

const target = JSON.parse(process.env["PEER_TARGET"] ?? "{}") as Target;
const task = JSON.parse(process.env["PEER_TASK"] ?? "{}") as Task;

if (task.do === "work") {
  tell("ready");
  await PEERS[task.peer]?.work(target);
} else if (task.do === "noop") {
  tell("ready");
  tell("done", { per_second: await workOffNoops(target, task.count) });
} else {
  const jobs: SessionJob[] = Array.from({ length: task.count }, () => sessionJob(task.consent));
  tell("ready");
  tell("done", { per_second: await acceptNaively(target, jobs, task.atATime) });
}
