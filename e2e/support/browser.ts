/** A real Chromium, with a page that tells everything it complained about. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer, { type Page } from "puppeteer-core";
import { afterAll } from "./after-all.ts";

const PLACES = ["chromium", "chromium-browser", "google-chrome"];
export const chromium = PLACES.map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim()).find((path) => path !== "");
if (!chromium) process.stderr.write("NO CHROMIUM FOUND: the suites that need a browser are skipped\n");

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const POLLING = { polling: 50 };

export interface Browsing {
  page: Page;
  /** What the browser refused, could not load or could not run, and asked of other hosts. */
  complaints: string[];
  /** Goes to an address below the site. */
  open(path: string): Promise<void>;
  /** Follows a link, or presses a button, by its text, to another page. */
  follow(text: string): Promise<void>;
  /** Resolves when a text is on the page. */
  shows(text: string): Promise<void>;
  /** What axe-core finds wrong with the page. */
  violations(): Promise<string[]>;
}

export async function browse(site: string): Promise<Browsing> {
  const browser = await puppeteer.launch({
    executablePath: chromium ?? "",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  afterAll(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(25_000);
  const complaints: string[] = [];
  page.on("console", (message) => void (["error", "warn"].includes(message.type()) && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(String(error)));
  page.on(
    "request",
    (request) => void (/^(data:|blob:)/.test(request.url()) || request.url().startsWith(site) || complaints.push(request.url())),
  );

  return {
    page,
    complaints,
    open: async (path) => void (await page.goto(site + path, { waitUntil: "load" })),
    /** A click inside the page: what is live may be exchanged between a look and a click from outside. */
    async follow(text) {
      const look = `[...document.querySelectorAll("main a, main button")].find((one) => one.textContent.includes(${JSON.stringify(text)}))`;
      await page.waitForFunction(look, POLLING);
      await Promise.all([page.waitForNavigation(), page.evaluate(`${look}.click()`)]);
    },
    shows: async (text) => void (await page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(text)})`, POLLING)),
    async violations() {
      await page.evaluate(AXE);
      const found = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`)) as Found;
      return found.violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    },
  };
}

interface Found {
  violations: { id: string; nodes: { html: string }[] }[];
}
