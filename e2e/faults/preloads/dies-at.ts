/**
 * For a process that is to be killed at a certain call to PostgreSQL or the broker: `node --import` this, with FAULTS_DIE_AT (its
 * number), FAULTS_DIE_WHEN (`before` it is sent, or `after`, when nobody will hear the answer) and FAULTS_PORTS (of the servers).
 * SIGUSR2 starts the count; a second one stops it and logs it.
 */
import { Socket } from "node:net";

const at = Number(process.env["FAULTS_DIE_AT"]);
const when = process.env["FAULTS_DIE_WHEN"];
const ports = (process.env["FAULTS_PORTS"] ?? "").split(",").map(Number);

let counting = false;
let calls = 0;

const die = () => process.kill(process.pid, "SIGKILL");

/** Everything that is written goes through it, and what is sent at once, such as a pipeline, at once. */
const prototype = Socket.prototype as unknown as { _writeGeneric(...given: unknown[]): void };
const write = prototype._writeGeneric;
prototype._writeGeneric = function (this: Socket, ...given) {
  const isCall = counting && !this.connecting && ports.includes(this.remotePort ?? 0) && ++calls === at;
  if (isCall && when === "before") die();
  write.apply(this, given);
  if (isCall) die();
};

process.on("SIGUSR2", () => {
  counting = !counting;
  if (!counting) process.stdout.write(`${JSON.stringify({ event: "faults.counted", calls })}\n`);
  else process.stdout.write(`${JSON.stringify({ event: "faults.counting" })}\n`);
});
