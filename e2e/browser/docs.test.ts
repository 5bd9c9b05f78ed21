/** What somebody sees who tries a call on the page of the documentation, with a token. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { browse, chromium } from "../support/browser.ts";
import { fleet } from "../support/fleet.ts";
import { asUser } from "../support/tokens.ts";

const OPERATION = "#operations-sessions-listSessions";

describe.skipIf(!chromium)("/api/docs in a browser", async () => {
  const { startApi } = await fleet({ AUTH_MODE: "jwt" });
  const { url } = await startApi();
  const { page, complaints, open } = await browse(url);
  const press = async (selector: string) => (await page.waitForSelector(selector))?.click();
  /** By text, inside the page: Swagger UI draws its buttons anew while it looks things up. */
  const pressIn = (place: string, text: string) =>
    page.waitForFunction(
      `[...document.querySelectorAll(${JSON.stringify(`${place} button`)})].find((one) => one.textContent.trim() === ${JSON.stringify(text)})?.click() ?? true`,
    );

  it("loads all of itself, and shows every call", async () => {
    await open("/api/docs");
    await page.waitForSelector(OPERATION);
    const shown = await page.$$eval(".opblock", (blocks) => blocks.length);
    expect(shown).toBeGreaterThan(30);
    expect(complaints).toEqual([]);
  });

  it("makes a call with a token that is pasted in, and shows the answer", async () => {
    const answered = async (status: number) => {
      await press(`${OPERATION} .execute`);
      await page.waitForFunction(
        `document.querySelector("${OPERATION} .live-responses-table .response .response-col_status")?.textContent.trim().startsWith("${status}")`,
      );
    };
    await press(`${OPERATION} .opblock-summary-control`);
    await answered(401);

    await press(".scheme-container .authorize");
    await page.type(".auth-container input", asUser(randomUUID()).authorization.replace("Bearer ", ""));
    await press(".auth-btn-wrapper .authorize");
    await pressIn(".auth-btn-wrapper", "Close");
    await answered(200);
    expect(await page.$eval(`${OPERATION} .live-responses-table`, (table) => table.textContent)).toContain('"next_cursor": null');
    expect(complaints.filter((one) => !one.includes("401"))).toEqual([]);
  });
});
