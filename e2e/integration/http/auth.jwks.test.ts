import { createPublicKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { backendOfTest } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { expectProblem } from "../../support/problems.ts";
import { startSystem } from "../../support/system.ts";
import { bearer, claimsOf, macToken, rsaToken } from "../../support/tokens.ts";

const USER = randomUUID();
const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

describe.skipIf(!backendOfTest().available)("tokens under the keys of a JWKS", async () => {
  const [known, unknown] = [pair(), pair()];
  const jwk = { ...known.publicKey.export({ format: "jwk" }), kid: "key-1", use: "sig", alg: "RS256" };
  const keys = createServer((_, response) => response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
  const stopKeys = () => new Promise((resolve) => keys.close(resolve).closeAllConnections());
  afterAll(stopKeys);

  const JWT_JWKS_URL = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`;
  const { client } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", JWT_JWKS_URL } });
  const read = (token: string) => client.get("/sessions", bearer(token));

  it("lets through what the known key has signed", async () => {
    expect((await read(rsaToken(claimsOf(USER), known.privateKey, "key-1"))).status).toBe(200);
  });

  it.each([
    ["another key under the same name", rsaToken(claimsOf(USER), unknown.privateKey, "key-1")],
    ["a key that is not in the set", rsaToken(claimsOf(USER), unknown.privateKey, "key-2")],
    ["no exp", rsaToken(claimsOf(USER, { exp: undefined }), known.privateKey, "key-1")],
    ["another audience", rsaToken(claimsOf(USER, { aud: "elsewhere" }), known.privateKey, "key-1")],
    ["HS256 with the secret of the other mode", macToken(claimsOf(USER), { kid: "key-1" })],
    ["alg none", macToken(claimsOf(USER), { alg: "none", kid: "key-1" })],
  ])("refuses %s", async (_, token) => expectProblem(await read(token), "unauthenticated"));

  it("refuses HS256 under the public key, in any form that it has", async () => {
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const forms = [
      key.export({ type: "spki", format: "pem" }),
      key.export({ type: "spki", format: "der" }),
      JSON.stringify(jwk),
      String(jwk.n),
    ];
    for (const form of forms) expectProblem(await read(macToken(claimsOf(USER), { kid: "key-1" }, form)), "unauthenticated");
  });
});

describe.skipIf(!backendOfTest().available)("while the JWKS cannot be fetched", async () => {
  const { client } = await startSystem({ workers: 0, env: { AUTH_MODE: "jwt", JWT_JWKS_URL: "http://127.0.0.1:1/jwks.json" } });

  it("says so with 503, so that nobody throws a good token away", async () => {
    const answer = await client.get("/sessions", bearer(rsaToken(claimsOf(USER), pair().privateKey, "key-1")));
    expectProblem(answer, "unavailable");
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|jwks\.json/);
  });
});
