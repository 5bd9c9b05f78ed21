import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { gatherWrites } from "./gather-writes.ts";

const recorded = () => {
  const sent: string[][] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      sent.push([String(chunk)]);
      done();
    },
    writev: (chunks, done) => {
      sent.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { sent, stream: gatherWrites(stream) };
};

it("sends together what is written in one turn, and what comes later on its own", async () => {
  const { sent, stream } = recorded();
  stream.write("one");
  await Promise.resolve();
  stream.write("two");
  expect(sent).toEqual([]);
  await nextTurn();
  stream.write("three");
  await nextTurn();
  expect(sent).toEqual([["one", "two"], ["three"]]);
});

it("sends what was written before its end, and calls back", async () => {
  const { sent, stream } = recorded();
  const told = new Promise((resolve) => stream.write("one", resolve));
  stream.end("two");
  await told;
  expect(sent.flat()).toEqual(["one", "two"]);
});
