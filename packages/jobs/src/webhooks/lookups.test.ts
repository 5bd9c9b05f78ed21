import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { askNameServers } from "./lookups.ts";

const A = 1;
const AAAA = 28;
type Zone = Record<string, Partial<Record<number, number[][]>>>;

/** A name server (RFC 1035) that knows these names, and answers nothing about one that begins with "silent". */
async function nameServer(zone: Zone): Promise<string> {
  const server = createSocket("udp4");
  onTestFinished(() => void server.close());
  server.on("message", (question, { port, address }) => {
    const answer = answerTo(question, zone);
    if (answer) server.send(answer, port, address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server as Socket & { address(): AddressInfo }).address().port}`;
}

function answerTo(question: Buffer, zone: Zone): Buffer | undefined {
  const { name, end } = nameIn(question);
  if (name.startsWith("silent")) return undefined;
  const type = question.readUInt16BE(end);
  const records = zone[name]?.[type] ?? [];
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(zone[name] ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, question.subarray(12, end + 4), ...records.map((address) => recordOf(type, address))]);
}

function nameIn(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 1 };
}

/** Of the question's name, to be kept for no time. */
const recordOf = (type: number, address: number[]) => Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, address.length, ...address]);

const V6 = [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

describe("a look-up", () => {
  it("finds the addresses of both versions", async () => {
    const server = await nameServer({
      "both.test": {
        [A]: [
          [1, 1, 1, 1],
          [1, 0, 0, 1],
        ],
        [AAAA]: [V6],
      },
    });
    expect(await askNameServers([server])("both.test")).toEqual([
      { address: "1.1.1.1", family: 4 },
      { address: "1.0.0.1", family: 4 },
      { address: "2606:4700::1", family: 6 },
    ]);
  });

  it.each<[string, Zone[string]]>([
    ["four", { [A]: [[1, 1, 1, 1]] }],
    ["six", { [AAAA]: [V6] }],
  ])("does without the other version: %s", async (_, records) => {
    const server = await nameServer({ "one.test": records });
    expect(await askNameServers([server])("one.test")).toHaveLength(1);
  });

  it("fails for a name that is not there", async () => {
    await expect(askNameServers([await nameServer({})])("gone.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
  });

  it("does not wait for others that nobody answers", async () => {
    const lookUp = askNameServers([await nameServer({ "well.test": { [A]: [[1, 1, 1, 1]] } })]);
    const silent = Array.from({ length: 20 }, (_, i) => lookUp(`silent${i}.test`).catch((error) => error));
    expect(await Promise.race([lookUp("well.test"), ...silent])).toEqual([{ address: "1.1.1.1", family: 4 }]);
  });
});
