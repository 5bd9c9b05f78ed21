/** Logging in to the board by an OpenID Connect provider: everything between is real. */
import { boardEnv, startBoard } from "@assent/board";
import { createLog, readEnv } from "@assent/runtime";
import { queuePrefix, testDatabase } from "@assent/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { CLIENT, logInBy, oidcProvider } from "../../support/oidc.ts";
import { operatorAt } from "../../support/operator.ts";
import { freePort } from "../../support/ports.ts";
import { SECRETS } from "../../support/system.ts";

const HTML = { accept: "text/html" };
const GROUPS = { olga: ["staff", "assent:operators", "assent:auditors"], anna: ["assent:auditors"], eve: ["staff"] };

describe("a board with an OpenID Connect provider", async () => {
  const database = await testDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const provider = await oidcProvider(`${url}/login/oidc/callback`, GROUPS);
  const variables = {
    ...{ ...SECRETS, NODE_ENV: "test", PORT: "0", BOARD_PORT: String(port), BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" },
    ...{ DATABASE_URL: database.url, QUEUE_PREFIX: queuePrefix(), BOARD_URL: url, BOARD_OIDC_ISSUER: provider.issuer },
    ...{ BOARD_OIDC_CLIENT_ID: CLIENT.id, BOARD_OIDC_CLIENT_SECRET: CLIENT.secret },
    BOARD_OIDC_ROLES: "assent:operators:operator assent:auditors:auditor",
  };
  const logged: Record<string, unknown>[] = [];
  const boardWith = async (changes: Record<string, string> = {}) => {
    const log = createLog("assent-test", "warn", { write: (line) => void logged.push(JSON.parse(line)) });
    const board = await startBoard(readEnv(boardEnv, { ...variables, ...changes }), log);
    afterAll(() => board.stop(AbortSignal.timeout(5_000)));
    return board.url;
  };
  await boardWith();
  const pause = (operator: ReturnType<typeof operatorAt>) => operator.send("PUT", "/queues/api/queues/session.renew/pause");
  const logins = () => database.client`select actor, outcome from audit_logs where action = 'board.login' order by id desc limit 1`;
  const last = async () => (await logins())[0];
  const olga = operatorAt(url, "");

  it("offers it, and asks for a code with PKCE, a state and a nonce", async () => {
    expect((await olga.get("/login", HTML)).text).toContain('href="/login/oidc"');
    const { headers, cookies } = await operatorAt(url, "").get("/login/oidc");
    const asked = new URL(headers.get("location") ?? "").searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ response_type: "code", code_challenge_method: "S256", client_id: CLIENT.id });
    for (const name of ["code_challenge", "state", "nonce"]) expect(asked.get(name)?.length).toBeGreaterThan(40);
    expect(cookies.join()).toMatch(/assent_oidc=.*Path=\/login\/oidc; HttpOnly; SameSite=Lax/);
  });

  it("lets somebody in with the strongest role that the provider vouches for, under the provider's name for them", async () => {
    expect(await logInBy(provider, olga, "olga")).toMatchObject({ status: 200, text: expect.stringContaining('href="/"') });
    expect((await pause(olga)).status).toBe(200);
    expect(await last()).toEqual({ actor: "board:oidc:olga", outcome: "ok" });
    const anna = operatorAt(url, "");
    await logInBy(provider, anna, "anna");
    expect((await anna.get("/kinds", HTML)).status).toBe(200);
    expect((await pause(anna)).status).toBe(403);
  });

  it("lets nobody in whom it gives no role", async () => {
    const eve = operatorAt(url, "");
    expect(await logInBy(provider, eve, "eve")).toMatchObject({ status: 401 });
    expect((await eve.get("/kinds", HTML)).status).toBe(303);
    expect(await last()).toEqual({ actor: "board:unknown", outcome: "refused" });
  });

  it("takes an answer only in the browser that asked, once, and as it was asked for", async () => {
    const mallory = operatorAt(url, "");
    const back = new URL(await provider.logIn(await mallory.get("/login/oidc"), "olga"));
    const stranger = operatorAt(url, "");
    expect((await stranger.get(back.pathname + back.search)).status).toBe(401);
    await stranger.get("/login/oidc");
    expect((await stranger.get(back.pathname + back.search)).status).toBe(401);
    expect(logged.at(-1)).toMatchObject({ event: "board.oidc_failed", code: expect.any(String) });
    expect((await mallory.get(back.pathname + back.search)).status).toBe(200);
    const [again, kept] = [operatorAt(url, ""), { cookie: mallory.cookie() }];
    expect((await again.get(back.pathname + back.search, kept)).status).toBe(401);
    const swapped = { cookie: mallory.cookie().replace("assent_board=", "assent_oidc=") };
    expect((await again.get(back.pathname + back.search, swapped)).status).toBe(401);
    expect(JSON.stringify(logged)).not.toContain(back.searchParams.get("code"));
  });

  it("ends these sessions when what is configured about the provider is another", async () => {
    const elsewhere = await boardWith({ BOARD_PORT: "0", BOARD_OIDC_ROLES: "assent:auditors:auditor" });
    const visit = (board: string) => fetch(`${board}/kinds`, { headers: { ...HTML, cookie: olga.cookie() }, redirect: "manual" });
    expect([(await visit(url)).status, (await visit(elsewhere)).status]).toEqual([200, 303]);
  });

  it("stays closed, and its own login open, while the provider is away", async () => {
    const issuer = `http://127.0.0.1:${await freePort()}`;
    const alone = operatorAt(await boardWith({ BOARD_PORT: "0", BOARD_OIDC_ISSUER: issuer }), "operator");
    expect(await alone.get("/login/oidc")).toMatchObject({ status: 401 });
    expect((await alone.logIn(variables.BOARD_PASSWORD)).status).toBe(302);
  });
});
