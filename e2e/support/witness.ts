/** A witness as C2SP's tlog-witness describes it: it signs only what continues the tree that it has seen. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Checkpoint, EMPTY_ROOT, parseCheckpoint, type Verifier, verifyConsistency, verifyNote } from "@assent/ledger";
import { afterAll } from "vitest";

export interface OwnWitness {
  url: string;
  /** What it has seen last. */
  seen: Pick<Checkpoint, "size" | "root">;
  /** What it answered to each call, oldest first. */
  answers: number[];
  /** It takes calls and answers none. @returns how to let it answer them */
  hold(): () => void;
  /** It signs, and says more and more. */
  talkEndlessly(): void;
}

const SIGNATURE = "— witness.example AAAAAA==";

export async function startWitness(log: Verifier): Promise<OwnWitness> {
  const witness: Omit<OwnWitness, "url" | "hold" | "talkEndlessly"> = { seen: { size: 0, root: EMPTY_ROOT }, answers: [] };
  let held: Promise<void> = Promise.resolve();
  let endless = false;
  const server = createServer(async (request, response) => {
    const [status, said] = judge(witness, log, await readCall(request));
    await held;
    witness.answers.push(status);
    response.writeHead(status);
    if (endless) return void pipeline(Readable.from(repeated(said)), response).catch(() => {});
    response.end(said);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  afterAll(() => server.close().closeAllConnections());
  return Object.assign(witness, {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`,
    talkEndlessly() {
      endless = true;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  });
}

function* repeated(text: string) {
  for (;;) yield text;
}

async function readCall(request: IncomingMessage) {
  const body = await text(request);
  const end = body.indexOf("\n\n");
  const [old = "", ...proof] = body.slice(0, end).split("\n");
  return {
    path: request.url,
    old: Number(old.replace(/^old /, "")),
    proof: proof.map((hash) => Buffer.from(hash, "base64")),
    note: body.slice(end + 2),
  };
}

function judge(witness: Pick<OwnWitness, "seen">, log: Verifier, call: Awaited<ReturnType<typeof readCall>>): [number, string] {
  if (call.path !== "/add-checkpoint") return [400, ""];
  const checkpoint = parseCheckpoint(verifyNote(Buffer.from(call.note), [log])?.text ?? "");
  if (!checkpoint) return [403, ""];
  const { size, root } = witness.seen;
  if (call.old !== size) return [409, `${size}\n`];
  if (call.old > checkpoint.size) return [400, ""];
  if (size > 0 && !verifyConsistency(size, checkpoint.size, call.proof, root, checkpoint.root)) return [422, ""];
  witness.seen = checkpoint;
  return [200, `${SIGNATURE}\n`];
}
