/** The client as others get it: packed, installed into an empty project, and used there over a bad way to a real API and worker. */
import { join } from "node:path";
import { SEED } from "@assent/db";
import { newId } from "@assent/domain";
import { describe, expect, it } from "vitest";
import { type Fault, faultyWayTo } from "../support/faulty-way.ts";
import { fleet } from "../support/fleet.ts";
import { hostNode } from "../support/host-node.ts";
import { outsideProject } from "../support/outside.ts";
import { NODE, ROOT, startProgram } from "../support/process.ts";
import { countOf } from "../support/rows.ts";
import { run } from "../support/run.ts";

const { userId: SEEDED_USER, consentId: SEEDED_CONSENT } = SEED.valid;
const COUNT = 1_000;
const FAULTS: Fault[] = [
  ...(["none", "lost", "none", "hasty", "none", "unsent", "slow", "none", "torn", "none", "lost", "none"] as const),
  ...(["limited", "none", "hasty", "none", "lost", "slow", "none", "unsent", "none", "torn", "none", "lost", "none"] as const),
];
/** Rare, because each costs a second or two. */
const BY_HUNDREDS: Fault[] = [...FAULTS, ...FAULTS, "busy", ...FAULTS, ...FAULTS, "silent"];

const [system, outside] = await Promise.all([
  fleet({ RATE_LIMIT_SERVICE_WRITES: "1000000" }),
  outsideProject(join(ROOT, "e2e/client/outside")),
]);
const api = await system.startApi();

const bin = (name: string) => join(ROOT, "node_modules/.bin", name);
const TYPES = ["--types", "node", "--typeRoots", join(ROOT, "node_modules/@types")];
const compile = (compiler: string, options: string[]) =>
  run(NODE, [compiler, "--strict", "--target", "es2022", ...TYPES, ...options, "src/creates.mts", "src/tour.mts"], { cwd: outside.folder });
const compiled = compile(bin("tsc"), ["--module", "nodenext", "--lib", "es2023", "--outDir", "build"]);

/** A program of the project, on the machine's own Node. */
const program = (file: string, way: { url: string }, env: Record<string, string> = {}) =>
  startProgram(hostNode(), [file], { cwd: outside.folder, env: { ASSENT_URL: way.url, ...env } });

describe("the package", () => {
  it("has types for nodenext", () => compiled);

  it("has types for bundlers, in browsers, with an older compiler", async () => {
    const options = [
      "--module",
      "esnext",
      "--moduleResolution",
      "bundler",
      "--lib",
      "es2023,dom,dom.iterable,dom.asynciterable",
      "--noEmit",
    ];
    await compile(join(ROOT, "packages/client/node_modules/.bin/tsc"), options);
  });

  it("has nothing that publint and Are The Types Wrong find fault with", async () => {
    await run(NODE, [bin("publint"), "--strict", outside.tarball]);
    await run(NODE, [bin("attw"), outside.tarball, "--profile", "esm-only"]);
  });
});

/** None by a withdrawal that was repeated because the answer to the first was lost. */
const ENDED = expect.toBeOneOf([0, 1]);
/** To the user of the page's program. */
const HAPPENED = [
  ...["consent.granted", "session.created", "session.renewed", "session.expired", "session.created"],
  ...["session.revoked", "consent.withdrawn"],
];

describe("over a way that cuts, delays and refuses", async () => {
  await compiled;
  const way = await faultyWayTo(api.url, FAULTS);
  let started: Promise<unknown> | undefined;
  const worker = () => {
    started ??= system.startWorker();
    return started;
  };
  const sessionsOf = (where: string) => countOf(system.database, "sportsbook_sessions", where);

  it("every call does what it says, once", async () => {
    const tour = program("build/tour.mjs", way, { USER: newId(), SEEDED_USER, SEEDED_CONSENT });
    await tour.output(/no worker was needed/);
    await worker();
    const { code, output } = await tour.exit;
    expect(code, output).toBe(0);
    expect(JSON.parse(output.slice(output.indexOf("{")))).toEqual({
      ...{ cancelled: "cancelled", again: "cancelled", retried: "conflict", renewed: "2030-01-01T01:00:00.000Z", data: "a-token" },
      ...{ states: expect.arrayContaining(["completed"]), ended: "expired", revoked: "revoked", listedAll: true, listed: 3, jobs: true },
      ...{ valid: true, receipt: true, proof: true, consistency: true, sessions_ended: ENDED, refusal: ["consent_withdrawn"] },
      ...{ gone: "conflict", job: "completed", session: "revoked", consent: "withdrawn", consents: 1 },
    });
  });

  it(`${COUNT} creates are ${COUNT} sessions, none doubled and none lost`, async () => {
    await worker();
    const way = await faultyWayTo(api.url, BY_HUNDREDS);
    const { code, output } = await program("build/creates.mjs", way, { USER: SEEDED_USER, CONSENT: SEEDED_CONSENT, COUNT: String(COUNT) })
      .exit;
    expect(code, output).toBe(0);
    const { created } = JSON.parse(output);
    const rows = await system.database.client<{ id: string; expiresAt: string }[]>`
      select id, expires_at as "expiresAt" from sportsbook_sessions where user_id = ${SEEDED_USER}`;
    expect(new Set(rows.map(({ expiresAt }) => String(expiresAt))).size).toBe(COUNT);
    expect(rows.map(({ id }) => id).sort()).toEqual(created.sort());
    for (const fault of new Set(FAULTS)) expect(way.happened[fault], fault).toBeGreaterThan(COUNT / 50);
    for (const fault of ["busy", "silent"]) expect(way.happened[fault], fault).toBeGreaterThan(COUNT / 200);
  });

  it("the program of docs/integrate.md does what the page says", async () => {
    await worker();
    const { code, output } = await program("engine.mjs", api).exit;
    expect(code, output).toBe(0);
    expect(output.split("\n").filter((line) => line !== "job true")).toEqual([
      ...["consent valid", "session active", "token of 48 characters", "renewed true", "listed true active", "job completed"],
      ...["ended 1", "refused consent_withdrawn", "second session revoked"],
      ...[`happened ${HAPPENED.join(", ")}`, ""],
    ]);
  });

  it("creates without keys are doubled, which these tests would not miss", async () => {
    await worker();
    const before = await sessionsOf("true");
    await program("build/creates.mjs", way, { USER: SEEDED_USER, CONSENT: SEEDED_CONSENT, COUNT: "60", KEYLESS: "1" }).exit;
    expect((await sessionsOf("true")) - before).toBeGreaterThan(60);
  });
});
