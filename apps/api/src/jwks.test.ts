import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { remoteKeys } from "./jwks.ts";
import { HttpProblem } from "./problems.ts";

const MINUTE_MS = 60_000;
const pairOf = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256" }, privateKey, kid };
};
const [old, next] = [await pairOf("old"), await pairOf("next")];

let published = [old, next];
let isAway = false;
let asked = 0;
const provider = createServer((_, response) => {
  asked++;
  if (isAway) response.statusCode = 500;
  response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
});
await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
afterAll(() => new Promise((resolve) => provider.close(resolve).closeAllConnections()));
const url = new URL(`http://127.0.0.1:${(provider.address() as AddressInfo).port}`);

beforeEach(() => {
  [published, isAway, asked] = [[old, next], false, 0];
  vi.useFakeTimers({ toFake: ["Date"] });
  return () => vi.useRealTimers();
});
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

function verifier() {
  const keys = remoteKeys(url);
  return async ({ privateKey, kid }: typeof old) => {
    const token = await new SignJWT({}).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
    return jwtVerify(token, keys);
  };
}

it("takes what either of two keys has signed while both are published, and asks once for them", async () => {
  const verify = verifier();
  await Promise.all([verify(old), verify(next), verify(old)]);
  expect(asked).toBe(1);
});

it("takes nothing of a key that has left the set a minute ago, though no token has named a new one", async () => {
  const verify = verifier();
  await verify(old);
  published = [next];
  await verify(old);
  later(MINUTE_MS);
  await expect(verify(old)).rejects.toThrow("no applicable key found");
  await verify(next);
});

it("goes on with the keys of before while the provider is away, and not for longer than ten minutes", async () => {
  const verify = verifier();
  await verify(old);
  isAway = true;
  later(9 * MINUTE_MS);
  await verify(old);
  later(MINUTE_MS);
  await expect(verify(old)).rejects.toBeInstanceOf(HttpProblem);
  isAway = false;
  await verify(old);
});
