/** Who may do what on the board, route by route and page by page. */
import { boardEnv, may, type Right, ROUTES, startBoard } from "@assent/board";
import { insertJobs, SEED, seedDevelopmentData } from "@assent/db";
import { type BoardRole, newId } from "@assent/domain";
import { createLog, readEnv } from "@assent/runtime";
import { queuePrefix, testDatabase } from "@assent/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNTS } from "../../support/board-accounts.ts";
import { FORM, operatorAt } from "../../support/operator.ts";
import { newJobRow } from "../../support/rows.ts";
import { SECRETS } from "../../support/system.ts";

const LOGIN = { BOARD_USER: "operator", BOARD_PASSWORD: "b0ard-Qm3v8Xz1" };
const HTML = { accept: "text/html" };
const REFUSED = "who may not do this";
const QUEUE = "/queues/api/queues/session.create";
const RAW: Record<"read" | "repair", string[]> = {
  read: ["GET /queues", "GET /queues/api/queues", `GET ${QUEUE}/${newId()}`],
  repair: [`PUT ${QUEUE}/pause`, `PUT ${QUEUE}/resume`, `PUT ${QUEUE}/${newId()}/retry`, `PUT ${QUEUE}/empty`],
};

/** Bert and Anna hash for seconds where others want the processor. */
describe("the roles of the board", { timeout: 120_000 }, async () => {
  const database = await testDatabase();
  await seedDevelopmentData(database.db);
  const variables = {
    ...SECRETS,
    ...LOGIN,
    NODE_ENV: "test",
    PORT: "0",
    BOARD_PORT: "0",
    DATABASE_URL: database.url,
    QUEUE_PREFIX: queuePrefix(),
  };
  const boardWith = async (...accounts: string[]) => {
    const env = readEnv(boardEnv, { ...variables, BOARD_ACCOUNTS: accounts.join(",") });
    const board = await startBoard(env, createLog("assent-test", "silent"));
    afterAll(() => board.stop(AbortSignal.timeout(5_000)));
    return board.url;
  };
  const url = await boardWith(ACCOUNTS.anna.entry, ACCOUNTS.bert.entry);
  const browsers = { operator: operatorAt(url, "operator"), auditor: operatorAt(url, "anna"), viewer: operatorAt(url, "bert") };
  const roles = Object.keys(browsers) as BoardRole[];
  const failed = newJobRow({ name: "consent.check" }, {});
  beforeAll(async () => {
    await browsers.operator.logIn(LOGIN.BOARD_PASSWORD);
    await browsers.auditor.logIn(ACCOUNTS.anna.password);
    await browsers.viewer.logIn(ACCOUNTS.bert.password);
    await insertJobs(database.db, [failed]);
    await database.client`update jobs set status = 'failed', settled_at = clock_timestamp() where id = ${failed.id}`;
  }, 120_000);

  const ask = (role: BoardRole, route: string) => {
    const [method = "", path = ""] = route.replace(":id", newId()).replace(":kind", "session.create").split(" ");
    return browsers[role].send(method, path, method === "POST" ? { ...HTML, ...FORM } : HTML);
  };

  describe.each(roles)("%s", (role) => {
    it.each(Object.keys(ROUTES) as Right[])("may or may not %s, whatever the route", async (right) => {
      const routes = [...ROUTES[right], ...(right === "export" ? [] : RAW[right])];
      for (const route of routes) {
        const { status, text } = await ask(role, route);
        expect(text).not.toContain("There is no such page");
        const isRefused = status === 403 && text.includes(REFUSED);
        expect([route, isRefused]).toEqual([route, !may(role, right)]);
      }
    });

    it("is shown nothing that it may not do", async () => {
      const pages = ["/jobs?status=failed", `/jobs/${failed.id}`, "/kinds/session.create", `/consents/${SEED.valid.consentId}`, "/audit"];
      for (const page of pages) {
        const { status, text } = await browsers[role].get(page, HTML);
        expect([page, status]).toEqual([page, 200]);
        const offered = offeredOn(text);
        expect([page, offered.filter((right) => !may(role, right))]).toEqual([page, []]);
        const beyondReading = offered.some((right) => right !== "read");
        expect([page, beyondReading]).toEqual([page, role === "operator" || (role === "auditor" && page === "/audit")]);
      }
    });
  });

  it("are on record where they stood in the way, with the name and before anything was answered", async () => {
    const rows = await database.client`
      select distinct actor, outcome, detail ->> 'route' as route from audit_logs where action = 'board.denied' order by actor, route`;
    expect(rows).toContainEqual({ actor: "board:anna", outcome: "refused", route: "POST /kinds/:kind/pause" });
    expect(rows).toContainEqual({ actor: "board:bert", outcome: "refused", route: "GET /audit/export.csv" });
    expect(rows.map(({ actor }) => actor)).not.toContain("board:operator");
    expect(await database.client`select from kind_pauses where paused_by <> 'board:operator'`).toEqual([]);
  });

  it("end with their sessions when the configuration gives an account another, or none", async () => {
    const changed = await boardWith(ACCOUNTS.anna.entry.replace("auditor", "operator"));
    const elsewhere = async (role: BoardRole) =>
      (await fetch(`${changed}/kinds`, { headers: { ...HTML, cookie: browsers[role].cookie() }, redirect: "manual" })).status;
    expect([await elsewhere("operator"), await elsewhere("auditor"), await elsewhere("viewer")]).toEqual([200, 303, 303]);
    expect((await browsers.auditor.get("/kinds", HTML)).status).toBe(200);
  });
});

/** The rights that the links and forms of a page ask for. */
function offeredOn(page: string): Right[] {
  const links = [...page.matchAll(/href="(\/[^"?]*)/g)].map(([, path = ""]) => rightOf("GET", path));
  const forms = [...page.matchAll(/method="post" action="([^"]+)"/g)].map(([, path = ""]) => rightOf("POST", path));
  return [...links, ...forms].filter((right) => right !== undefined);
}

const rightOf = (method: string, path: string) =>
  (Object.keys(ROUTES) as Right[])
    .flatMap((right) => ROUTES[right].map((route) => ({ right, route })))
    .toSorted((one, other) => Number(one.route.includes(":")) - Number(other.route.includes(":")))
    .find(({ route }) => new RegExp(`^${route.replaceAll(/:\w+/g, "[^/]+")}$`).test(`${method} ${path}`))?.right;
